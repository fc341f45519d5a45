'use client'

import { useTranslations } from 'use-intl'
import { STATUSES, type Status } from '@/api/types'
import { Tick } from '@/ui/tick'

export function statusWord(status: string | null): Status | 'unknown' {
  return (STATUSES as readonly (string | null)[]).includes(status) ? (status as Status) : 'unknown'
}

/** How far an outbound message has come. */
export function MessageTick({ status, className }: { status: string | null; className?: string }) {
  const t = useTranslations('status')
  const word = statusWord(status)
  return <Tick state={word} label={t(word)} className={className} />
}
