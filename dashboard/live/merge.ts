// What one change does to the data of one query. Pure, and idempotent: applying a change twice is applying it once.

import type { InfiniteData } from '@tanstack/react-query'
import type { Change, ConversationItem, MessageItem } from '@/api/generated/switchboard'
import { STATUSES, type Page } from '@/api/types'
import { belongs, type ConversationFilter } from '@/features/conversations/filter'
import type { MessageFilter } from '@/features/messages/keys'
import { matches } from '@/features/messages/matches'

/** What became true: a change, or the answer to a write, which is a change without a number. */
export type Fact = Pick<Change, 'kind' | 'business'> & Partial<Change>
export type Pages<T> = InfiniteData<Page<T>, string | undefined>
/** A page of the table; `fresh` counts matching messages that arrived since it was loaded. */
export type TablePage = Page<MessageItem> & { fresh?: number }

/** Status only moves forward; the order is crates/domain/src/status.rs. A word that we don't know never wins. */
export function laterStatus(now: string | null, reported: string | null): string | null {
  const rank = (status: string | null) => (STATUSES as readonly (string | null)[]).indexOf(status)
  return rank(reported) >= rank(now) ? reported : now
}

type Stamped = { id: string; at: string }
/** Newest first. Instants of one length compare as text, which is faster; others as instants, since fractions may be left out. */
function newerFirst(a: Stamped, b: Stamped): number {
  if (a.at !== b.at) {
    if (a.at.length === b.at.length) return a.at < b.at ? 1 : -1
    const byTime = Date.parse(b.at) - Date.parse(a.at)
    if (byTime !== 0) return byTime
  }
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0
}
export const newerMessage = (a: MessageItem, b: MessageItem) => newerFirst({ id: a.id, at: a.occurred_at }, { id: b.id, at: b.occurred_at })
export const newerConversation = (a: ConversationItem, b: ConversationItem) =>
  newerFirst({ id: a.id, at: a.last_message_at }, { id: b.id, at: b.last_message_at })

/** Every item of the loaded pages once, newest first. */
export function flatten<T extends { id: string }>(pages: Page<T>[], order: (a: T, b: T) => number): T[] {
  const byId = new Map<string, T>()
  for (const page of pages) {
    for (const item of page.items) {
      const seen = byId.get(item.id)
      // An item that moved up since an older page was loaded is in both: the newer place is true.
      if (!seen || order(item, seen) < 0) byId.set(item.id, item)
    }
  }
  return [...byId.values()].sort(order)
}

function mergeMessage(now: MessageItem, change: Fact): MessageItem {
  const reported = change.item?.status ?? change.status ?? null
  const base = change.item ?? now
  const status = now.direction === 'out' ? laterStatus(now.status, reported) : base.status
  return base === now && status === now.status ? now : { ...base, status }
}

const aboutMessage = (change: Fact) => change.item?.id ?? change.message ?? null

function replaceIn<T>(pages: Page<T>[], is: (item: T) => boolean, next: (item: T) => T): { pages: Page<T>[]; found: boolean } {
  let found = false
  const replaced = pages.map((page) => {
    const index = page.items.findIndex(is)
    const item = page.items[index]
    if (item === undefined) return page
    found = true
    const made = next(item)
    return made === item ? page : { ...page, items: page.items.with(index, made) }
  })
  return { pages: replaced.every((page, i) => page === pages[i]) ? pages : replaced, found }
}

/** Puts a new item on the first page, unless it belongs to an older part that isn't loaded. */
function insert<T>(pages: Page<T>[], item: T, order: (a: T, b: T) => number): Page<T>[] {
  const [first, ...rest] = pages
  const last = pages.at(-1)
  if (!first || !last) return pages
  const oldest = pages.flatMap((page) => page.items).reduce<T | undefined>((a, b) => (a === undefined || order(b, a) > 0 ? b : a), undefined)
  const beyond = last.next_cursor !== null && (oldest === undefined || order(item, oldest) > 0)
  return beyond ? pages : [{ ...first, items: [item, ...first.items] }, ...rest]
}

export function changeThread(data: Pages<MessageItem>, conversation: string, change: Fact): Pages<MessageItem> {
  const id = aboutMessage(change)
  if (!id || (change.conversation ?? change.item?.conversation_id ?? conversation) !== conversation) return data
  const { pages, found } = replaceIn(
    data.pages,
    (item) => item.id === id,
    (item) => mergeMessage(item, change),
  )
  if (found) return pages === data.pages ? data : { ...data, pages }
  if (!change.item || change.item.conversation_id !== conversation) return data
  const inserted = insert(data.pages, change.item, newerMessage)
  return inserted === data.pages ? data : { ...data, pages: inserted }
}

export function changeConversation(now: ConversationItem, change: Fact): ConversationItem {
  if (change.thread?.id === now.id) {
    // A snapshot that was committed before the one we hold.
    return Date.parse(change.thread.last_message_at) < Date.parse(now.last_message_at) ? now : change.thread
  }
  // A status without the conversation: it is the last message's if the times are the same.
  const { item } = change
  if (change.kind === 'status' && item?.conversation_id === now.id && item.occurred_at === now.last_message_at && now.last_message) {
    return { ...now, last_message: { ...now.last_message, status: laterStatus(now.last_message.status, item.status) } }
  }
  return now
}

export function changeConversations(
  data: Pages<ConversationItem>,
  filter: ConversationFilter,
  change: Fact,
): Pages<ConversationItem> {
  const id = change.thread?.id ?? change.conversation ?? change.item?.conversation_id
  if (!id) return data
  const replaced = replaceIn(
    data.pages,
    (item) => item.id === id,
    (item) => changeConversation(item, change),
  )
  if (replaced.found) {
    const pages = replaced.pages.map((page) =>
      page.items.some((item) => item.id === id && !belongs(item, filter))
        ? { ...page, items: page.items.filter((item) => item.id !== id || belongs(item, filter)) }
        : page,
    )
    return pages.every((page, i) => page === data.pages[i]) ? data : { ...data, pages }
  }
  if (!change.thread || !belongs(change.thread, filter)) return data
  const inserted = insert(data.pages, change.thread, newerConversation)
  return inserted === data.pages ? data : { ...data, pages: inserted }
}

/** Rows of a table change in place; a new message is only counted, so that nothing moves under the reader's eye. */
export function changeTable(page: TablePage, filter: MessageFilter, change: Fact): TablePage {
  const id = aboutMessage(change)
  const index = page.items.findIndex((item) => item.id === id)
  const item = page.items[index]
  if (item) {
    const next = mergeMessage(item, change)
    return next === item ? page : { ...page, items: page.items.with(index, next) }
  }
  const isNew = change.kind === 'message' && change.item && !filter.cursor && matches(change.item, filter)
  // One that belongs to an older page was there when this one was loaded, or came too late for it.
  const last = page.items.at(-1)
  const isOlder = page.next_cursor !== null && change.item && last && newerMessage(change.item, last) > 0
  return isNew && !isOlder ? { ...page, fresh: (page.fresh ?? 0) + 1 } : page
}
