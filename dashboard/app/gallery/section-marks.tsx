import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { STATUSES } from '@/api/types'
import { Avatar } from '@/ui/avatar'
import { Badge, Count } from '@/ui/badge'
import { CountdownChip } from '@/ui/countdown-chip'
import { StatusPill } from '@/ui/status-pill'
import { Tick } from '@/ui/tick'
import type { TimeLeft } from '@/ui/time-left'
import { Part, Row } from './frame'
import { useSamples } from './samples'

const TONES = ['neutral', 'accent', 'info', 'ok', 'warn', 'danger'] as const
const STATES = [...STATUSES, 'unknown' as const]
const HOUR_MS = 3_600_000

export function Marks() {
  const samples = useSamples()
  const status = useTranslations('status')
  return (
    <>
      <Part name="badge and count">
        <Row>
          {TONES.map((tone) => (
            <Badge key={tone} tone={tone}>
              {samples.regular}
            </Badge>
          ))}
          <Count value={3} label={samples.unread(3)} />
          <Count value={120} label={samples.unread(120)} />
        </Row>
      </Part>
      <Part name="tick">
        <Row>
          {STATES.map((state) => (
            <span key={state} className="inline-flex items-center gap-1 text-xs text-text-2">
              <Tick state={state} label={status(state)} />
              {status(state)}
            </span>
          ))}
        </Row>
      </Part>
      <Part name="status pill">
        <Row>
          {STATES.map((state) => (
            <StatusPill key={state} state={state} label={status(state)} />
          ))}
        </Row>
      </Part>
      <Part name="countdown chip">
        <Countdowns />
      </Part>
      <Part name="avatar" wide>
        <Row>
          {Array.from({ length: 12 }, (_, step) => (
            <Avatar key={step} initials="AB" hue={step * 30} />
          ))}
          <Avatar square initials="AB" hue={160} />
          <Avatar size="small" initials="S" hue={60} />
          <Avatar size="large" initials="LG" hue={250} />
        </Row>
      </Part>
    </>
  )
}

function Countdowns() {
  const samples = useSamples()
  const [now] = useState(Date.now)
  const text = (left: TimeLeft) => (left === 'ended' ? samples.windowClosed : left === 'never' ? samples.templateOnly : samples.left(left.hours, left.minutes))
  const ends = [now + 21.4 * HOUR_MS, now + 3.2 * HOUR_MS, now + 0.6 * HOUR_MS, now - HOUR_MS, null]
  return (
    <Row>
      {ends.map((endsAtMs, index) => (
        <CountdownChip key={index} endsAtMs={endsAtMs} lengthMs={24 * HOUR_MS} warnMs={4 * HOUR_MS} dangerMs={HOUR_MS} text={text} />
      ))}
    </Row>
  )
}
