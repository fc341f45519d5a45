import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { classes } from './classes'

type Props<T> = {
  label: string
  items: readonly T[]
  keyOf: (item: T) => string
  estimatePx: number
  /** Should hold one link or button, which the arrow keys go through. */
  children: (item: T) => ReactNode
  /** The reader comes near the end of what is loaded. */
  onEnd?: () => void
  className?: string
}

const OVERSCAN_ROWS = 8
const AHEAD_ROWS = 15
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }

/** A list of any length: only what is near the eye is in the page. */
export function VirtualList<T>({ label, items, keyOf, estimatePx, children, onEnd, className }: Props<T>) {
  const scroller = useRef<HTMLDivElement>(null)
  /** The row that gets the keyboard as soon as it is drawn. */
  const wanted = useRef<number | null>(null)
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => estimatePx,
    getItemKey: (index) => {
      const item = items[index]
      return item === undefined ? index : keyOf(item)
    },
    overscan: OVERSCAN_ROWS,
  })
  const rows = virtual.getVirtualItems()
  const last = rows.at(-1)?.index ?? 0
  useEffect(() => {
    if (items.length > 0 && last >= items.length - AHEAD_ROWS) onEnd?.()
  }, [last, items.length, onEnd])

  const focusWanted = () => {
    if (wanted.current === null) return
    const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${wanted.current}"] :is(a, button)`)
    if (!row) return
    wanted.current = null
    row.focus({ preventScroll: true })
  }
  // After every drawing, because the row may come only with the next one.
  useEffect(focusWanted)
  const press = (event: KeyboardEvent) => {
    const by = STEPS[event.key]
    const at = Number((event.target as HTMLElement).closest('[data-index]')?.getAttribute('data-index') ?? Number.NaN)
    if (by === undefined || Number.isNaN(at) || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    wanted.current = Math.min(items.length - 1, Math.max(0, at + by))
    virtual.scrollToIndex(wanted.current)
    focusWanted()
  }
  return (
    <div ref={scroller} onKeyDown={press} className={classes('overflow-y-auto overscroll-contain', className)}>
      <ul aria-label={label} className="relative" style={{ height: virtual.getTotalSize() }}>
        {rows.map((row) => {
          const item = items[row.index]
          return (
            item !== undefined && (
              <li
                key={row.key}
                ref={virtual.measureElement}
                data-index={row.index}
                aria-setsize={items.length}
                aria-posinset={row.index + 1}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${row.start}px)` }}
              >
                {children(item)}
              </li>
            )
          )
        })}
      </ul>
    </div>
  )
}
