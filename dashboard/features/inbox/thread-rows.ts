// What a thread shows, row by row. Pure.

import type { MessageItem } from '@/api/generated/switchboard'
import { dayOf, type Day } from '@/lib/time'

export type ThreadRow =
  | { kind: 'day'; id: string; day: Day }
  | { kind: 'new'; id: string; count: number }
  | { kind: 'message'; id: string; item: MessageItem; first: boolean }

/** Messages of one side this close together look like one utterance. */
const RUN_MS = 5 * 60_000

/** When a message was, as people in `zone` would say it. */
type Moment = { zone: string; day: Day; ms: number }

/** Calendars are slow, and a thread of thousands is made anew with every page and change: each message is looked up once. */
const moments = new WeakMap<MessageItem, Moment>()

function momentOf(item: MessageItem, zone: string): Moment {
  const known = moments.get(item)
  if (known?.zone === zone) return known
  const at = new Date(item.occurred_at)
  const moment = { zone, day: dayOf(at, zone), ms: at.getTime() }
  moments.set(item, moment)
  return moment
}

/** `firstNew` is the oldest message that was unread when the thread was opened. */
export function threadRows(messages: readonly MessageItem[], zone: string, firstNew: string | null, newCount: number): ThreadRow[] {
  const rows: ThreadRow[] = []
  let before: (Moment & Pick<MessageItem, 'direction'>) | undefined
  for (const item of messages) {
    const at = momentOf(item, zone)
    const sameDay = at.day === before?.day
    if (!sameDay) rows.push({ kind: 'day', id: `day ${at.day}`, day: at.day })
    if (item.id === firstNew) rows.push({ kind: 'new', id: 'new', count: newCount })
    const run = sameDay && before?.direction === item.direction && at.ms - before.ms < RUN_MS
    rows.push({ kind: 'message', id: item.id, item, first: !run })
    before = { direction: item.direction, ...at }
  }
  return rows
}

/** The oldest of the last `unread` inbound messages; null when none is unread, or when it isn't loaded and `complete` doesn't say that nothing older is. */
export function firstUnread(messages: readonly MessageItem[], unread: number, complete: boolean): string | null {
  if (unread <= 0) return null
  const inbound = messages.filter((item) => item.direction === 'in')
  return inbound.at(-unread)?.id ?? (complete ? (inbound[0]?.id ?? null) : null)
}

/** So many messages are enough to be read out; whoever wants more goes to the log. */
const SAID_MAX = 3

/** The newest of the messages that came after `since`; none when it isn't known any more, since then they aren't known to be new. */
export function appended(messages: readonly MessageItem[], since: string | undefined): readonly MessageItem[] {
  const at = messages.findLastIndex(({ id }) => id === since)
  return at === -1 ? [] : messages.slice(at + 1).slice(-SAID_MAX)
}

/** The day of the first row on the screen, to be shown above it; null while its own separator is still to be seen. */
export function dayAbove(rows: readonly ThreadRow[], shown: readonly { index: number; start: number; end: number }[], offset: number): Day | null {
  const top = shown.find(({ end }) => end > offset)
  if (!top || top.start >= offset) return null
  for (let index = top.index; index >= 0; index--) {
    const row = rows[index]
    if (row?.kind === 'day') return index === top.index ? null : row.day
  }
  return null
}
