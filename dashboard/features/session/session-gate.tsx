'use client'

import { usePathname, useRouter } from 'next/navigation'
import { useEffect, type ReactNode } from 'react'
import { CloudOff } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { LiveProvider } from '@/live/live-provider'
import { paths } from '@/lib/paths'
import { Logo } from '@/ui/logo'
import { Notice } from '@/ui/notice'
import { currentToken } from './session'
import { useSession } from './session-provider'

/** Shows its children to people who are signed in, and leads everyone else to sign-in and back. */
export function SessionGate({ children }: { children: ReactNode }) {
  const t = useTranslations()
  const router = useRouter()
  const pathname = usePathname()
  const { phase } = useSession()
  useEffect(() => {
    if (phase === 'signed-out') router.replace(paths.signIn({ next: pathname + window.location.search }))
  }, [phase, router, pathname])
  if (phase === 'signed-in') return <LiveProvider token={currentToken}>{children}</LiveProvider>
  return (
    <main aria-busy={phase !== 'unreachable'} className="flex h-dvh items-center justify-center">
      {phase === 'unreachable' ? (
        <Notice icon={<CloudOff />} title={t('session.unreachable')} />
      ) : (
        <>
          <h1 className="sr-only">{t('app.loading')}</h1>
          <Logo className="size-11 animate-skeleton text-accent" />
        </>
      )}
    </main>
  )
}
