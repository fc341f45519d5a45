import { Bot, Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import { classes } from './classes'

type BubbleSide = 'in' | 'out' | 'note'

type Props = {
  side: BubbleSide
  /** First of a run of the same side: gets the corner. */
  first?: boolean
  /** Whose words they are: for screen readers, and for all when it is a note's or a bot's. */
  author: string
  /** Written by a bot. */
  bot?: boolean
  /** Nothing around it: a sticker, or a picture without words. */
  bare?: boolean
  /** What it answers: see message/quote.tsx. */
  quote?: ReactNode
  /** Hang from the lower edge: see message/reactions.tsx. */
  reactions?: ReactNode
  /** Why it wasn't sent and what to do: see message/failure.tsx. */
  failure?: ReactNode
  children: ReactNode
  /** Time and tick, at the lower end. */
  footer: ReactNode
}

const LOOK: Record<BubbleSide, string> = {
  in: 'border border-edge bg-bubble-in rounded-es-sm',
  out: 'border border-edge bg-bubble-out rounded-ee-sm',
  note: 'bg-note text-note-text border border-dashed border-note-line',
}

/** One message. `dir="auto"` per message, since one thread mixes scripts. */
export function Bubble({ side, first = false, author, bot = false, bare = false, quote, reactions, failure, children, footer }: Props) {
  const named = side === 'note' || bot
  const Mark = side === 'note' ? Lock : Bot
  return (
    <div className={classes('flex w-fit max-w-[min(36rem,82%)] flex-col', side === 'in' ? 'me-auto items-start' : 'ms-auto items-end', first && 'mt-2')}>
      <div className={classes('min-w-0 max-w-full rounded-xl text-base', side !== 'note' && 'text-text', bare ? 'bg-transparent' : classes('px-3 py-1.5', LOOK[side]), Boolean(reactions) && 'pb-3')}>
        {named ? (
          <p className={classes('flex items-center gap-1 text-2xs font-semibold', side === 'note' ? 'text-note-text' : 'text-text-2')}>
            <Mark aria-hidden className="size-3 shrink-0" />
            <bdi>{author}</bdi>
          </p>
        ) : (
          <span className="sr-only">{author}: </span>
        )}
        {quote}
        <div dir="auto" className="wrap-anywhere whitespace-pre-wrap">
          {children}
        </div>
        <div className={classes('-mb-0.5 flex items-center justify-end gap-1 text-2xs tabular-nums', side === 'note' ? 'text-note-text' : 'text-text-2')}>{footer}</div>
      </div>
      {reactions && <div className="z-[1] -mt-2.5 px-2">{reactions}</div>}
      {failure}
    </div>
  )
}
