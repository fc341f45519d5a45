'use client'

import { useTranslations } from 'use-intl'
import { CountdownChip } from '@/ui/countdown-chip'
import { Hint } from '@/ui/hint'

const HOUR_MS = 3_600_000
const WINDOW_MS = 24 * HOUR_MS
const WARN_MS = 4 * HOUR_MS

type Props = {
  /** The customer's last message: a business may write freely for 24 hours after it. */
  lastInboundAt: string | null
  place?: 'below' | 'below-end'
}

/** What is left of the time in which a business may write freely. */
export function WindowChip({ lastInboundAt, place = 'below-end' }: Props) {
  const t = useTranslations('window')
  const endsAtMs = lastInboundAt === null ? null : Date.parse(lastInboundAt) + WINDOW_MS
  return (
    <Hint place={place} text={<span className="block w-64 py-0.5">{t('explain')}</span>}>
      <button type="button" className="rounded-sm">
        <CountdownChip
          endsAtMs={endsAtMs}
          lengthMs={WINDOW_MS}
          warnMs={WARN_MS}
          dangerMs={HOUR_MS}
          text={(left) => (left === 'never' ? t('never') : left === 'ended' ? t('closed') : t('open', { hours: left.hours, minutes: left.minutes }))}
        />
        <span className="sr-only">{t('explain')}</span>
      </button>
    </Hint>
  )
}
