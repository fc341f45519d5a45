import type { ReactNode } from 'react'

/** The frame of every page that needs no session. */
export function AuthCard({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <div className="w-full max-w-sm">
      <h1 className="text-center text-xl font-semibold tracking-tight text-balance">{title}</h1>
      {text && <p className="mt-1.5 text-center text-base text-balance text-text-2">{text}</p>}
      <div className="mt-6 rounded-xl border border-line bg-surface p-6 shadow-1">{children}</div>
    </div>
  )
}

/** What went wrong with a whole form. */
export function FormError({ text }: { text: string | null }) {
  return (
    <div role="alert" className="-mt-4 has-[p]:mt-0">
      {text && <p className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">{text}</p>}
    </div>
  )
}
