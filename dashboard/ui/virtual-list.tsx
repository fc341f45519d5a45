import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useImperativeHandle, useRef, type KeyboardEvent, type ReactNode, type Ref } from 'react'
import { classes } from './classes'
import { indexOf, useRowFocus, withRow } from './row-focus'

type Props<T> = {
  label: string
  items: readonly T[]
  /** There are more than these; how many isn't known. */
  more?: boolean
  keyOf: (item: T) => string
  /** The height of every row. Rows aren't measured: they would be nothing high while the list is hidden, and it would lose its place. */
  rowPx: number
  /** Should hold one link or button, which the arrow keys go through. */
  children: (item: T) => ReactNode
  /** The reader comes near the end of what is loaded. */
  onEnd?: () => void
  ref?: Ref<ListHandle>
  className?: string
}

/** Brings a row into sight. */
export type ListHandle = { show: (index: number) => void }

const OVERSCAN_ROWS = 8
const AHEAD_ROWS = 20
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }

/** A list of any length: only what is near the eye is in the page. The keyboard stays on its row while rows come, move and leave. */
export function VirtualList<T>({ label, items, more = false, keyOf, rowPx, children, onEnd, ref, className }: Props<T>) {
  const scroller = useRef<HTMLDivElement>(null)
  /** The row that gets the keyboard as soon as it is drawn. */
  const wanted = useRef<number | null>(null)
  const focus = useRowFocus({ items, keyOf, goTo: (index) => goTo(index) })
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    getItemKey: (index) => {
      const item = items[index]
      return item === undefined ? index : keyOf(item)
    },
    overscan: OVERSCAN_ROWS,
    rangeExtractor: (range) => withRow(defaultRangeExtractor(range), focus.index),
  })
  useEffect(() => virtual.measure(), [virtual, rowPx])
  useImperativeHandle(ref, () => ({ show: (index) => virtual.scrollToIndex(index) }), [virtual])
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
  const goTo = (index: number) => {
    wanted.current = index
    virtual.scrollToIndex(index)
    focusWanted()
  }
  const press = (event: KeyboardEvent) => {
    const by = STEPS[event.key]
    const at = indexOf(event.target as HTMLElement)
    if (by === undefined || Number.isNaN(at) || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    goTo(Math.min(items.length - 1, Math.max(0, at + by)))
  }
  return (
    <div ref={scroller} onKeyDown={press} onFocus={focus.onFocus} onBlur={focus.onBlur} className={classes('overflow-y-auto overscroll-contain', className)}>
      <ul aria-label={label} className="relative" style={{ height: virtual.getTotalSize() }}>
        {rows.map((row) => {
          const item = items[row.index]
          return (
            item !== undefined && (
              <li
                key={row.key}
                data-index={row.index}
                aria-setsize={more ? -1 : items.length}
                aria-posinset={row.index + 1}
                className="absolute inset-x-0 top-0"
                style={{ height: row.size, transform: `translateY(${row.start}px)` }}
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
