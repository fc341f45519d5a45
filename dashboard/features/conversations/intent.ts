// What somebody wants of a conversation, and what it looks like until the API has answered. Pure.

import type { Assignee, ConversationItem } from '@/api/generated/switchboard'
import { newerConversation } from '@/live/merge'
import { belongs, type ConversationFilter } from './filter'

export type Intent =
  /** `message` is the newest one that was seen, `at` its time. */
  | { do: 'read'; message: string; at: string }
  | { do: 'assign'; assignee: Assignee | null }
  | { do: 'resolve' }
  | { do: 'reopen' }
  | { do: 'snooze'; until: string }

/** One intent on its way to the API. */
export type Write = {
  intent: Intent
  /** The conversation when it was wanted. */
  before: ConversationItem
  /** The Idempotency-Key: one per intent, however often it is tried. */
  key: string
  /** It was tried before and given up. */
  again: boolean
}

export function intended(item: ConversationItem, intent: Intent): ConversationItem {
  switch (intent.do) {
    case 'read':
      // What came later was not seen.
      return Date.parse(item.last_message_at) <= Date.parse(intent.at) && item.unread > 0 ? { ...item, unread: 0 } : item
    case 'assign':
      return { ...item, assignee: intent.assignee }
    case 'resolve':
      return { ...item, state: 'resolved', snoozed_until: null }
    case 'reopen':
      return { ...item, state: 'open', snoozed_until: null }
    case 'snooze':
      return { ...item, state: 'snoozed', snoozed_until: intent.until }
  }
}

/** The conversation as it will be when everything under way was done. */
export function withWrites(item: ConversationItem, writes: readonly Write[]): ConversationItem {
  return writes.reduce((now, { before, intent }) => (before.id === now.id ? intended(now, intent) : now), item)
}

/** The list as it will be: rows change, leave, and arrive if their place is loaded. `complete` when no older row is left to load. */
export function listWithWrites(items: ConversationItem[], writes: readonly Write[], filter: ConversationFilter, complete: boolean): ConversationItem[] {
  if (writes.length === 0) return items
  const shown = items.map((item) => withWrites(item, writes)).filter((item) => belongs(item, filter))
  const oldest = items.at(-1)
  const known = new Set(items.map(({ id }) => id))
  const arriving = new Map(writes.map(({ before }) => [before.id, withWrites(before, writes)]))
  for (const item of arriving.values()) {
    const placed = complete || (oldest && newerConversation(item, oldest) < 0)
    if (!known.has(item.id) && belongs(item, filter) && placed) shown.push(item)
  }
  return shown.sort(newerConversation)
}

/** What takes an intent back; null where nothing does exactly. */
export function undoing(before: ConversationItem, intent: Intent): Intent | null {
  switch (intent.do) {
    case 'read':
      return null
    case 'assign':
      return { do: 'assign', assignee: before.assignee }
    case 'resolve':
    case 'reopen':
    case 'snooze':
      if (before.state === 'open') return { do: 'reopen' }
      if (before.state === 'resolved') return { do: 'resolve' }
      if (before.state === 'snoozed' && before.snoozed_until) return { do: 'snooze', until: before.snoozed_until }
      return null
  }
}
