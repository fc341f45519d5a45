import type { ReactNode } from 'react'
import { classes } from './classes'

type BubbleSide = 'in' | 'out' | 'note'

type Props = {
  side: BubbleSide
  /** First of a run of the same side: gets the corner. */
  first?: boolean
  /** Whose words they are, for screen readers. */
  author: string
  children: ReactNode
  /** Time and tick, at the lower end. */
  footer: ReactNode
}

const LOOK: Record<BubbleSide, string> = {
  in: 'bg-bubble-in me-auto rounded-es-sm',
  out: 'bg-bubble-out ms-auto rounded-ee-sm',
  note: 'bg-note text-note-text border border-dashed border-note-line ms-auto',
}

/** One message. `dir="auto"` per message, since one thread mixes scripts. */
export function Bubble({ side, first = false, author, children, footer }: Props) {
  return (
    <div className={classes('w-fit max-w-[min(36rem,82%)] rounded-xl px-3 py-1.5 text-base text-text', LOOK[side], first && 'mt-2')}>
      <span className="sr-only">{author}: </span>
      <div dir="auto" className="wrap-anywhere whitespace-pre-wrap">
        {children}
      </div>
      <div className="-mb-0.5 flex items-center justify-end gap-1 text-2xs text-text-2 tabular-nums">{footer}</div>
    </div>
  )
}
