import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useRef } from 'react'
import { Button } from './button'
import { PassingButton } from './passing-button'

type Props = {
  label: string
  words: { first: string; previous: string; next: string }
  /** What is on this page, in words; said when it changes. */
  shown: string
  busy?: boolean
  /** Null where there is nothing to go to. Cursors lead on only, so whoever keeps them knows the way back. */
  onFirst: (() => void) | null
  onPrevious: (() => void) | null
  onNext: (() => void) | null
}

/** The foot of a list that is read page by page. */
export function Pager({ label, words, shown, busy = false, onFirst, onPrevious, onNext }: Props) {
  const next = useRef<HTMLButtonElement>(null)
  return (
    <nav aria-label={label} className="flex min-h-12 shrink-0 flex-wrap items-center justify-between gap-2 border-t border-line px-4 py-2">
      <p role="status" className="text-xs text-text-2 tabular-nums">
        {shown}
      </p>
      <div className="flex gap-2">
        {onFirst && (
          <PassingButton look="quiet" size="small" onClick={onFirst} handOn={() => next.current?.focus()}>
            {words.first}
          </PassingButton>
        )}
        <Button size="small" off={busy || !onPrevious} onClick={onPrevious ?? undefined}>
          <ChevronLeft aria-hidden className="size-3.5 rtl:-scale-x-100" />
          {words.previous}
        </Button>
        <Button ref={next} size="small" off={busy || !onNext} onClick={onNext ?? undefined}>
          {words.next}
          <ChevronRight aria-hidden className="size-3.5 rtl:-scale-x-100" />
        </Button>
      </div>
    </nav>
  )
}
