// The server as the tests of live/ see it: what is stored, what was stored, and the stream of changes.

import type { Change, ConversationItem, ConversationState, MessageItem } from '@/api/generated/switchboard'
import type { Page } from '@/api/types'
import { belongs, type ConversationFilter } from '@/features/conversations/filter'
import { intended, type Write } from '@/features/conversations/intent'
import { laterStatus, newerConversation, newerMessage, type TablePage } from './merge.ts'

export const BUSINESS = 'acme_000001'
const PAGE = 3
export const at = (n: number) => new Date(Date.UTC(2026, 10, 1) + n * 1000).toISOString()

/** What a fetch reads: the store as it is, or as it was. */
export class Read {
  readonly messages: MessageItem[]
  readonly conversations: Map<string, ConversationItem>

  constructor(messages: MessageItem[] = [], conversations = new Map<string, ConversationItem>()) {
    this.messages = messages
    this.conversations = conversations
  }

  list(filter: ConversationFilter, cursor?: string): Page<ConversationItem> {
    const all = [...this.conversations.values()].filter((c) => belongs(c, filter)).sort(newerConversation)
    return pageOf(all, newerConversation, cursor)
  }
  thread(conversation: string, cursor?: string): Page<MessageItem> {
    return pageOf(this.messages.filter((m) => m.conversation_id === conversation).sort(newerMessage), newerMessage, cursor)
  }
  table(): TablePage {
    return { items: [...this.messages].sort(newerMessage).slice(0, PAGE), next_cursor: null }
  }
}

/** The server's truth and the stream of its changes. */
export class Store extends Read {
  readonly stream: Change[] = []
  /** The wall clock, in milliseconds. */
  now_ms = 0
  /** What was there from a time on, oldest first. */
  private readonly past: { from_ms: number; read: Read }[] = []
  private readonly answers = new Map<string, ConversationItem>()
  private clock = 0
  private seq = 0

  message(person: number, direction: 'in' | 'out', lateBy: number): void {
    this.clock += 10
    const conversation = `c${person}`
    const sender = { name: `Person ${person}`, wa_id: null, user_id: `u${person}` }
    const occurred_at = at(this.clock - lateBy)
    const body = `text ${this.clock}`
    const item: MessageItem = {
      ...{ id: `m${String(this.clock).padStart(6, '0')}`, business: BUSINESS, conversation_id: conversation, contact_id: `p${person}` },
      ...{ direction, wamid: null, kind: 'text', body, status: direction === 'out' ? 'queued' : null },
      ...{ occurred_at, created_at: at(this.clock), sender, phone_number_id: '1' },
    }
    this.messages.push(item)
    const before = this.conversations.get(conversation)
    const newest = !before || before.last_message_at <= occurred_at
    this.conversations.set(conversation, {
      ...{ id: conversation, business: BUSINESS, contact: { id: `p${person}`, ...sender }, phone_number_id: '1' },
      state: direction === 'in' ? 'open' : (before?.state ?? 'open'),
      unread: (before?.unread ?? 0) + (direction === 'in' ? 1 : 0),
      last_message_at: newest ? occurred_at : before.last_message_at,
      last_message: newest ? { body, kind: 'text', direction, status: item.status } : before.last_message,
      last_inbound_at: direction === 'in' ? occurred_at : (before?.last_inbound_at ?? null),
      assignee: before?.assignee ?? null,
      snoozed_until: null,
    })
    this.tell({ kind: 'message', conversation, message: item.id, item, thread: this.conversations.get(conversation) })
  }

  status(pick: number, status: string, withItem: boolean): void {
    const sent = this.messages.filter((m) => m.direction === 'out')
    const old = sent[pick % Math.max(1, sent.length)]
    if (!old || laterStatus(old.status, status) === old.status) return
    const item = { ...old, status }
    this.messages[this.messages.indexOf(old)] = item
    const conversation = this.conversations.get(item.conversation_id)
    const isLast = conversation?.last_message?.body === item.body
    if (conversation?.last_message && isLast) {
      this.conversations.set(conversation.id, { ...conversation, last_message: { ...conversation.last_message, status } })
    }
    const detail = withItem ? { item } : isLast ? { thread: this.conversations.get(item.conversation_id) } : {}
    this.tell({ kind: 'status', conversation: item.conversation_id, message: item.id, status, ...detail })
  }

  state(person: number, state: ConversationState): void {
    const conversation = this.conversations.get(`c${person}`)
    if (!conversation || conversation.state === state) return
    this.conversations.set(conversation.id, { ...conversation, state, unread: 0 })
    this.tell({ kind: 'conversation', conversation: conversation.id, thread: this.conversations.get(conversation.id) })
  }

  /** Done once per key; the same key gets the first answer again, however old it is by then. */
  write({ key, before, intent }: Write): ConversationItem {
    const first = this.answers.get(key)
    if (first) return first
    const done = intended(this.conversations.get(before.id) ?? before, intent)
    this.conversations.set(done.id, done)
    this.tell({ kind: 'conversation', conversation: done.id, thread: done })
    this.answers.set(key, done)
    return done
  }

  get head(): number {
    return this.seq
  }

  private tell(change: Pick<Change, 'kind'> & Partial<Change>): void {
    // The stream is shared by businesses, so numbers are skipped.
    this.seq += 1 + (this.clock % 3)
    this.stream.push({ seq: this.seq, id: `x${this.seq}`, business: BUSINESS, at: at(this.clock), ...change })
    this.past.push({ from_ms: this.now_ms, read: new Read([...this.messages], new Map(this.conversations)) })
  }

  /** What a replica that is this much behind has; `seq` of the stream it has at least. */
  behind(lag_ms: number, seq: number): Read {
    const at_least = this.stream.filter((change) => change.seq <= seq).length - 1
    const found = this.past.findLastIndex(({ from_ms }) => from_ms <= this.now_ms - lag_ms)
    return this.past[Math.max(found, at_least)]?.read ?? this
  }
}

function pageOf<T>(sorted: T[], order: (a: T, b: T) => number, cursor?: string): Page<T> {
  const after = cursor ? (JSON.parse(cursor) as T) : undefined
  const rest = after === undefined ? sorted : sorted.filter((item) => order(item, after) > 0)
  const items = rest.slice(0, PAGE)
  return { items, next_cursor: rest.length > PAGE ? JSON.stringify(items.at(-1)) : null }
}
