import { CircleAlert } from 'lucide-react'
import { Button } from '../button'

/** Under a message that wasn't sent: why, and what can be done. */
export function MessageFailure({ reason, actions }: { reason: string; actions: readonly { label: string; run: () => void }[] }) {
  return (
    <div className="mt-1 flex max-w-full flex-wrap items-center justify-end gap-x-2 gap-y-1 text-xs text-danger">
      <span className="flex items-center gap-1">
        <CircleAlert aria-hidden className="size-3.5 shrink-0" />
        {reason}
      </span>
      {actions.map(({ label, run }) => (
        <Button key={label} size="small" onClick={run}>
          {label}
        </Button>
      ))}
    </div>
  )
}
