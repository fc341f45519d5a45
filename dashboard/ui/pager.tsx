import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './button'

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
  return (
    <nav aria-label={label} className="flex min-h-12 shrink-0 flex-wrap items-center justify-between gap-2 border-t border-line px-4 py-2">
      <p role="status" className="text-xs text-text-2 tabular-nums">
        {shown}
      </p>
      <div className="flex gap-2">
        {onFirst && (
          <Button look="quiet" size="small" onClick={onFirst}>
            {words.first}
          </Button>
        )}
        <Step go={busy ? null : onPrevious}>
          <ChevronLeft aria-hidden className="size-3.5 rtl:-scale-x-100" />
          {words.previous}
        </Step>
        <Step go={busy ? null : onNext}>
          {words.next}
          <ChevronRight aria-hidden className="size-3.5 rtl:-scale-x-100" />
        </Step>
      </div>
    </nav>
  )
}

/** Can be off without losing the keyboard, which is on it when the next page is asked for and when the last one is reached. */
function Step({ go, children }: { go: (() => void) | null; children: ReactNode }) {
  return (
    <Button size="small" aria-disabled={go === null} onClick={go ?? undefined} className="aria-disabled:pointer-events-none aria-disabled:opacity-45">
      {children}
    </Button>
  )
}
