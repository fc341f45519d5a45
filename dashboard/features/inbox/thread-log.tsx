'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown } from 'lucide-react'
import { useEffect, useEffectEvent, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { MessageItem } from '@/api/generated/switchboard'
import { useCommands } from '@/features/shell/commands'
import { PassingButton } from '@/ui/passing-button'
import { MoreFailed } from './more-failed'
import { DayName, DaySeparator, MessageBubble, NewSeparator } from './thread-row'
import { dayAbove, firstUnread, threadRows, type ThreadRow } from './thread-rows'
import { useSeen } from './seen'
import { useLeftPlace, usePlace } from './thread-place'
import { ThreadSaid } from './thread-said'

type Props = {
  name: string
  zone: string
  /** Oldest first, at least one. */
  messages: readonly MessageItem[]
  unread: number
  /** The reader comes near the oldest loaded message. */
  onStart: () => void
  older: boolean
  /** They couldn't be loaded; tries again. */
  olderFailed: (() => void) | null
  /** No older message is left to load. */
  complete: boolean
  /** The newest message is on the screen. */
  onSeen: (newest: MessageItem) => void
}

/** Rows before the first shown one when older messages are asked for. */
const AHEAD_ROWS = 15
const AT_END_PX = 60
/** A row before it is measured. */
const ROW_PX = 52
/** Above the first row, and below the last. */
const EDGE_PX = 16

export function ThreadLog({ name, zone, messages, unread, onStart, older, olderFailed, complete, onSeen }: Props) {
  const t = useTranslations('thread')
  const line = useNewLine(messages, unread, complete)
  const rows = useMemo(() => threadRows(messages, zone, line.first, line.count), [messages, zone, line])
  const conversation = messages[0]?.conversation_id ?? ''
  const place = usePlace(conversation, rows, EDGE_PX, ROW_PX)
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 10,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: AT_END_PX,
    paddingStart: EDGE_PX,
    paddingEnd: EDGE_PX,
    // Drawn at its end from the first: drawn at its start, it would be anchored there, and load what is older.
    ...(place ?? { initialOffset: rows.length * ROW_PX }),
  })
  const atEnd = useAtEnd(scroller, !place)
  useHeldAtEnd(scroller, atEnd, virtual.scrollToEnd)
  useLeftPlace(conversation, virtual, AT_END_PX)

  const items = virtual.getVirtualItems()
  const first = items[0]?.index ?? 0
  useEffect(() => {
    if (items.length > 0 && first < AHEAD_ROWS) onStart()
  }, [first, items.length, onStart])

  const newest = messages.at(-1)
  useSeen(atEnd && unread > 0 ? newest : undefined, onSeen)
  // A thread that is shorter than its frame can't be scrolled, whatever it began with.
  const reach = virtual.getTotalSize() - (virtual.scrollRect?.height ?? 0)
  const day = dayAbove(rows, items, Math.min(virtual.scrollOffset ?? 0, Math.max(0, reach)))
  const missed = useMissed(messages, atEnd)
  const jump = () => virtual.scrollToEnd({ behavior: 'auto' })
  useCommands([{ id: 'jump', group: 'go', label: t('jump'), run: jump }])

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={scroller}
        role="log"
        aria-label={t('label', { name })}
        aria-live="off"
        tabIndex={0}
        className="focus-inset min-h-0 flex-1 overflow-y-auto overscroll-contain [overflow-anchor:none]"
      >
        <div className="relative mx-auto w-full max-w-4xl" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index]
            return (
              row && (
                <div
                  key={item.key}
                  data-index={item.index}
                  ref={virtual.measureElement}
                  className="absolute inset-x-0 top-0 px-3 py-(--gap-bubble) md:px-5"
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <Row row={row} zone={zone} />
                </div>
              )
            )
          })}
        </div>
      </div>
      <ThreadSaid messages={messages} />
      {day && !older && !olderFailed && (
        <p aria-hidden className="pointer-events-none absolute inset-x-0 top-2 mx-auto w-fit rounded-full border border-line bg-raised px-2.5 py-0.5 text-2xs font-medium text-text-2 shadow-1">
          <DayName day={day} zone={zone} />
        </p>
      )}
      {olderFailed && (
        <MoreFailed text={t('olderFailed')} busy={older} retry={olderFailed} className="absolute inset-x-0 top-2 mx-auto w-fit rounded-full border border-line bg-raised py-1 ps-3 pe-1 shadow-2" />
      )}
      {older && !olderFailed && <p className="absolute inset-x-0 top-2 mx-auto w-fit rounded-full border border-line bg-raised px-3 py-1 text-xs text-text-2 shadow-2">{t('older')}</p>}
      {!atEnd && (
        <PassingButton look="secondary" size="small" onClick={jump} handOn={() => scroller.current?.focus()} className="absolute bottom-4 self-center rounded-full! shadow-2!">
          <ArrowDown aria-hidden className="size-3.5" />
          {missed > 0 ? t('new', { count: missed }) : t('jump')}
        </PassingButton>
      )}
    </div>
  )
}

function Row({ row, zone }: { row: ThreadRow; zone: string }) {
  switch (row.kind) {
    case 'day':
      return <DaySeparator day={row.day} zone={zone} />
    case 'new':
      return <NewSeparator count={row.count} />
    case 'message':
      return <MessageBubble item={row.item} zone={zone} first={row.first} />
  }
}

/** Where the new messages begin. Frozen while the conversation is open: the line doesn't move as more arrives, and it waits until its place is loaded. */
function useNewLine(messages: readonly MessageItem[], unread: number, complete: boolean): { count: number; first: string | null } {
  const [line, setLine] = useState(() => ({ count: unread, first: firstUnread(messages, unread, complete), newest: messages.at(-1)?.id }))
  if (line.first === null && line.count > 0) {
    const opened = messages.slice(0, messages.findIndex(({ id }) => id === line.newest) + 1)
    const first = firstUnread(opened, line.count, complete)
    if (first !== null) setLine({ ...line, first })
  }
  return line
}

/** Whether the reader is at the newest message. */
function useAtEnd(scroller: React.RefObject<HTMLDivElement | null>, opened: boolean): boolean {
  const [atEnd, setAtEnd] = useState(opened)
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const look = () => setAtEnd(element.scrollHeight - element.scrollTop - element.clientHeight < AT_END_PX)
    element.addEventListener('scroll', look, { passive: true })
    return () => element.removeEventListener('scroll', look)
  }, [scroller])
  return atEnd
}

/** Goes to the end when a thread is opened there, and when its frame changes while it is there. All other moves are the virtualizer's. */
function useHeldAtEnd(scroller: React.RefObject<HTMLDivElement | null>, atEnd: boolean, scrollToEnd: () => void): void {
  const hold = useEffectEvent(() => {
    if (atEnd) scrollToEnd()
  })
  useLayoutEffect(() => {
    if (!scroller.current) return
    const observer = new ResizeObserver(() => hold())
    observer.observe(scroller.current)
    return () => observer.disconnect()
  }, [scroller])
}

/** Messages that came while the reader was scrolled up. */
function useMissed(messages: readonly MessageItem[], atEnd: boolean): number {
  const newest = messages.at(-1)?.id
  const [seen, setSeen] = useState(newest)
  if (atEnd && seen !== newest) setSeen(newest)
  if (atEnd) return 0
  const at = messages.findIndex(({ id }) => id === seen)
  return at === -1 ? 0 : messages.length - 1 - at
}
