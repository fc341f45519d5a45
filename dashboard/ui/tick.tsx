import { classes } from './classes'

/** The states a tick can show; each has a shape of its own, and colour only repeats it. */
export type TickState = 'queued' | 'sent' | 'failed' | 'delivered' | 'read' | 'played' | 'unknown'

const PATHS: Record<TickState, string> = {
  queued: 'M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM8 5.2V8l1.9 1.3',
  sent: 'm4 8.4 2.8 2.8L12.4 5',
  delivered: 'm1.2 8.4 2.8 2.8L9.6 5M7.4 11.2 13 5',
  read: 'm1.2 6.4 2.8 2.8L9.6 3M7.4 9.2 13 3M1.5 13h12',
  played: 'M3 6.2v3.6M6 4.4v7.2M9 6v4M12 3.6v8.8',
  failed: 'M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM8 5.2v3.2M8 10.6v.1',
  unknown: 'M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM6.6 6.7c0-2 2.9-2 2.9-.1 0 1.2-1.4 1.1-1.4 2.3M8.05 10.8v.1',
}

/** `label` names the state for everyone who doesn't see the shape. */
export function Tick({ state, label, className }: { state: TickState; label: string; className?: string }) {
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      className={classes(
        'inline-block size-4 shrink-0',
        state === 'failed' ? 'text-danger' : state === 'read' || state === 'played' ? 'text-info' : 'text-text-3',
        className,
      )}
    >
      <title>{label}</title>
      <path d={PATHS[state]} />
    </svg>
  )
}
