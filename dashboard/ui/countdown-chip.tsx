import { Badge, type Tone } from './badge'
import { timeLeft, type TimeLeft } from './time-left'
import { useNow } from './use-now'

const LOOK_AGAIN_MS = 15_000

type Props = {
  /** When the time is over; null if it never began. */
  endsAtMs: number | null
  lengthMs: number
  warnMs: number
  dangerMs: number
  /** What is left, in words. */
  text: (left: TimeLeft) => string
}

const RADIUS = 5
const ROUND = 2 * Math.PI * RADIUS

/** Time that runs out: a ring that empties, a colour, and always words. */
export function CountdownChip({ endsAtMs, lengthMs, warnMs, dangerMs, text }: Props) {
  const now = useNow(LOOK_AGAIN_MS)
  const left = timeLeft(endsAtMs, now)
  const running = typeof left === 'object'
  const tone: Tone = !running ? 'neutral' : left.ms < dangerMs ? 'danger' : left.ms < warnMs ? 'warn' : 'ok'
  const part = running ? Math.min(1, left.ms / lengthMs) : 0
  return (
    <Badge tone={tone}>
      <svg aria-hidden viewBox="0 0 14 14" fill="none" stroke="currentColor" strokeWidth="2.2" className="size-3.5 -rotate-90 rtl:-scale-y-100">
        <circle cx="7" cy="7" r={RADIUS} className="opacity-25" />
        {running ? <circle cx="7" cy="7" r={RADIUS} strokeDasharray={`${part * ROUND} ${ROUND}`} /> : <path d="M3.6 3.6 10.4 10.4" strokeWidth="1.6" />}
      </svg>
      <span className="tabular-nums">{text(left)}</span>
    </Badge>
  )
}
