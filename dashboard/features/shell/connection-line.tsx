'use client'

import { useIsMutating } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useLinkState } from '@/live/live-provider'

/** A short loss is nobody's business. */
const QUIET_MS = 1_500

/** One quiet line while the live connection is away. */
export function ConnectionLine() {
  const t = useTranslations('shell')
  const state = useLinkState()
  const waiting = useIsMutating()
  const [late, setLate] = useState(false)
  useEffect(() => {
    if (state === 'online') return
    const timer = setTimeout(() => setLate(true), QUIET_MS)
    return () => {
      clearTimeout(timer)
      setLate(false)
    }
  }, [state])
  const shown = state !== 'online' && late
  return (
    <div role="status" className="shrink-0">
      {shown && (
        <p className="flex items-center justify-center gap-2 border-b border-line bg-warn-soft px-3 py-1 text-xs text-warn">
          <span aria-hidden className="size-1.5 animate-pulse rounded-full bg-current" />
          {state === 'offline' ? t('offline') : t('reconnecting')}
          {waiting > 0 && <span>{t('waiting', { count: waiting })}</span>}
        </p>
      )}
    </div>
  )
}
