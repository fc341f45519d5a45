import { Badge, type Tone } from './badge'
import { Tick, type TickState } from './tick'

const TONES: Record<TickState, Tone> = { queued: 'neutral', sent: 'neutral', delivered: 'neutral', read: 'info', played: 'info', failed: 'danger', unknown: 'warn' }

/** How far a message has come, by shape and word. */
export function StatusPill({ state, label }: { state: TickState; label: string }) {
  return (
    <Badge tone={TONES[state]}>
      <span aria-hidden className="contents">
        <Tick state={state} label={label} className="size-3.5 text-current" />
      </span>
      {label}
    </Badge>
  )
}
