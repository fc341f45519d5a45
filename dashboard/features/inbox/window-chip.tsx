'use client'

import { Clock } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Badge, type Tone } from '@/ui/badge'
import { Hint } from '@/ui/hint'
import { useNow } from '@/ui/use-now'

const MINUTE_MS = 60_000
const WINDOW_MS = 24 * 60 * MINUTE_MS

/** What is left of the 24 hours in which a business may write freely, counted from the customer's last message. */
export function windowLeft(lastInboundAt: string | null, now: number): { tone: Tone; hours: number; minutes: number } | 'closed' | 'never' {
  if (!lastInboundAt) return 'never'
  const leftMs = Date.parse(lastInboundAt) + WINDOW_MS - now
  if (leftMs <= 0) return 'closed'
  const minutes = Math.floor(leftMs / MINUTE_MS)
  const tone = minutes < 60 ? 'danger' : minutes < 240 ? 'warn' : 'ok'
  return { tone, hours: Math.floor(minutes / 60), minutes: minutes % 60 }
}

export function WindowChip({ lastInboundAt, place = 'below-end' }: { lastInboundAt: string | null; place?: 'below' | 'below-end' }) {
  const t = useTranslations('window')
  const left = windowLeft(lastInboundAt, useNow(MINUTE_MS / 2))
  const text = typeof left === 'string' ? t(left) : t('open', { hours: left.hours, minutes: left.minutes })
  return (
    <Hint place={place} text={<span className="block w-64 py-0.5">{t('explain')}</span>}>
      <button type="button" className="rounded-sm">
        <Badge tone={typeof left === 'string' ? 'neutral' : left.tone}>
          <Clock aria-hidden className="size-3" />
          {text}
        </Badge>
        <span className="sr-only">{t('explain')}</span>
      </button>
    </Hint>
  )
}
