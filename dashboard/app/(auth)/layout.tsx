import type { ReactNode } from 'react'
import { Logo } from '@/ui/logo'

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className="flex h-dvh flex-col items-center overflow-y-auto px-4 py-[max(4rem,14dvh)]">
      <Logo className="mb-8 size-11 text-accent" />
      {children}
    </main>
  )
}
