// The mock's tables: businesses, people, conversations, messages, and the stream of changes. In memory, seeded, the same every time.

import type { BusinessItem, Change, ConversationItem, ConversationState, Me, MemberItem, MessageItem } from '../api/generated/switchboard.ts'
import { INBOUND, KINDS, OUTBOUND, PEOPLE } from './people.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** A small seeded generator (mulberry32): believable and repeatable. */
function seeded(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

let lastId = 0
/** A uuid that grows with time, as v7 does. */
function newId(): string {
  lastId += 1
  const hex = lastId.toString(16).padStart(12, '0')
  return `01943f00-0000-7000-8000-${hex}`
}

export type Account = Me & { password: string }
export type Tenant = {
  business: BusinessItem
  conversations: Map<string, ConversationItem>
  /** By conversation, oldest first. */
  messages: Map<string, MessageItem[]>
  stream: Change[]
}

const PASSWORD = 'correct horse battery'

function businessOf(id: string, display_name: string, timezone: string, display: string, suspended = false): BusinessItem {
  const phone_numbers = [{ id: `1065${id.length}4035${display.length}29${display.slice(-3)}`, display }]
  const name = id.split('_')[0] ?? id
  return { id, display_name, timezone, suspended, phone_numbers, name, namespace: 'tenants', waba_id: '102290129340398', retained: false, role: null, created_at: '2026-01-05T09:00:00Z' }
}

export class Tables {
  readonly tenants = new Map<string, Tenant>()
  readonly accounts: Account[] = []
  readonly sessions = new Map<string, string>()
  readonly epoch = String(Date.now())
  private seq = 0
  readonly now: () => number

  constructor(now: () => number) {
    this.now = now
    const add = (business: BusinessItem, conversations: number, long: number) => {
      const tenant: Tenant = { business, conversations: new Map(), messages: new Map(), stream: [] }
      this.tenants.set(business.id, tenant)
      this.fill(tenant, conversations, long)
    }
    add(businessOf('acme_3f9c2a', 'Acme Bakery', 'Europe/Berlin', '+49 30 555 0101'), 64, 180)
    add(businessOf('globex_77aa01', 'Globex Travel', 'America/New_York', '+1 555 078 3881'), 18, 40)
    add(businessOf('initech_0c11d2', 'Initech', 'Asia/Kolkata', '+91 22 5550 1199', true), 0, 0)
    add(businessOf('northwind_9e21bb', 'Northwind Wholesale', 'Europe/London', '+44 20 5550 0199'), 10_000, 5_000)
    const role = (business: string, name: 'owner' | 'agent') => ({ business, display_name: this.tenants.get(business)?.business.display_name ?? business, role: name })
    this.accounts.push(
      { id: newId(), email: 'owner@acme.example', name: 'Olivia Owner', is_admin: false, memberships: [role('acme_3f9c2a', 'owner')], password: PASSWORD },
      { id: newId(), email: 'agent@globex.example', name: 'Arun Agent', is_admin: false, memberships: [role('acme_3f9c2a', 'agent'), role('globex_77aa01', 'agent')], password: PASSWORD },
      { id: newId(), email: 'admin@switchboard.example', name: 'Ada Admin', is_admin: true, memberships: [], password: PASSWORD },
      { id: newId(), email: 'lena@acme.example', name: 'Lena Vogel', is_admin: false, memberships: [role('acme_3f9c2a', 'agent')], password: PASSWORD },
      { id: newId(), email: 'yousef@acme.example', name: 'يوسف منصور', is_admin: false, memberships: [role('acme_3f9c2a', 'agent')], password: PASSWORD },
      { id: newId(), email: 'nobody@example.org', name: 'Nobody', is_admin: false, memberships: [], password: PASSWORD },
    )
    for (const tenant of this.tenants.values()) this.assignSome(tenant)
  }

  /** Every third conversation has somebody who answers it. */
  private assignSome(tenant: Tenant): void {
    const members = this.members(tenant)
    ;[...tenant.conversations.values()].forEach((conversation, index) => {
      const member = index % 3 === 1 ? members[index % Math.max(1, members.length)] : undefined
      if (member) tenant.conversations.set(conversation.id, { ...conversation, assignee: { id: member.id, name: member.name } })
    })
  }

  head(): number {
    return this.seq
  }

  visible(account: Account): BusinessItem[] {
    return [...this.tenants.values()]
      .map(({ business }) => ({ ...business, role: account.memberships.find((m) => m.business === business.id)?.role ?? null }))
      .filter((business) => account.is_admin || business.role !== null)
  }

  members({ business }: Tenant): MemberItem[] {
    return this.accounts.flatMap(({ id, name, email, memberships }) => {
      const found = memberships.find((membership) => membership.business === business.id)
      return found ? [{ id, name, email, role: found.role }] : []
    })
  }

  /** Changes a conversation as somebody asked, and tells it. */
  settle(tenant: Tenant, id: string, change: Partial<ConversationItem>): ConversationItem {
    const before = tenant.conversations.get(id)
    if (!before) throw new Error(`no conversation ${id}`)
    const thread = { ...before, ...change }
    tenant.conversations.set(id, thread)
    this.tell(tenant, { kind: 'conversation', conversation: id, thread })
    return thread
  }

  /** Stores a message and tells it. */
  receive(tenant: Tenant, conversation: ConversationItem, direction: 'in' | 'out', body: string | null, kind = 'text', at = this.now()): MessageItem {
    const item = this.message(tenant, conversation, direction, body, kind, at)
    const thread = this.last(tenant, conversation.id)
    this.tell(tenant, { kind: 'message', conversation: thread.id, message: item.id, wamid: item.wamid, item, thread })
    return item
  }

  status(tenant: Tenant, conversation: string, message: string, status: string): void {
    const messages = tenant.messages.get(conversation) ?? []
    const index = messages.findIndex(({ id }) => id === message)
    const before = messages[index]
    if (!before) return
    const item = { ...before, status }
    messages[index] = item
    const thread = this.last(tenant, conversation)
    this.tell(tenant, { kind: 'status', conversation, message, wamid: item.wamid, status, item, thread })
  }

  newConversation(tenant: Tenant, name: string | null, waId: string, at: number, state: ConversationState = 'open'): ConversationItem {
    const conversation: ConversationItem = {
      id: newId(),
      business: tenant.business.id,
      contact: { id: newId(), name, wa_id: waId, user_id: null },
      phone_number_id: tenant.business.phone_numbers[0]?.id ?? '1',
      state,
      unread: 0,
      last_message_at: new Date(at).toISOString(),
      last_message: null,
      last_inbound_at: null,
      assignee: null,
      snoozed_until: state === 'snoozed' ? new Date(this.now() + 20 * HOUR_MS).toISOString() : null,
    }
    tenant.conversations.set(conversation.id, conversation)
    tenant.messages.set(conversation.id, [])
    return conversation
  }

  private message(tenant: Tenant, about: ConversationItem, direction: 'in' | 'out', body: string | null, kind: string, at: number): MessageItem {
    const conversation = tenant.conversations.get(about.id) ?? about
    const { id: contact_id, ...sender } = conversation.contact
    const id = newId()
    const occurred_at = new Date(at).toISOString()
    const status = direction === 'out' ? 'sent' : null
    const item: MessageItem = {
      ...{ id, business: tenant.business.id, conversation_id: conversation.id, contact_id, direction, wamid: `wamid.${id}`, kind, body, status },
      ...{ occurred_at, created_at: occurred_at, sender, phone_number_id: conversation.phone_number_id },
    }
    tenant.messages.get(conversation.id)?.push(item)
    tenant.conversations.set(conversation.id, {
      ...conversation,
      ...(direction === 'in' && (conversation.state === 'resolved' || conversation.state === 'snoozed') ? { state: 'open' as const, snoozed_until: null } : {}),
      unread: direction === 'in' ? conversation.unread + 1 : 0,
      last_message_at: occurred_at,
      last_message: { body, kind, direction, status },
      last_inbound_at: direction === 'in' ? occurred_at : conversation.last_inbound_at,
    })
    return item
  }

  private last(tenant: Tenant, id: string): ConversationItem {
    const conversation = tenant.conversations.get(id)
    if (!conversation) throw new Error(`no conversation ${id}`)
    const item = tenant.messages.get(id)?.at(-1)
    const thread = item ? { ...conversation, last_message: { body: item.body, kind: item.kind, direction: item.direction, status: item.status } } : conversation
    tenant.conversations.set(id, thread)
    return thread
  }

  private tell(tenant: Tenant, change: Pick<Change, 'kind'> & Partial<Change>): void {
    this.seq += 1
    tenant.stream.push({ seq: this.seq, id: newId(), business: tenant.business.id, at: new Date(this.now()).toISOString(), ...change })
    for (const listener of this.listeners) listener(tenant.business.id)
  }
  readonly listeners = new Set<(business: string) => void>()

  private fill(tenant: Tenant, conversations: number, longest: number): void {
    const random = seeded(tenant.business.id.length * 7919 + conversations)
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
    const start = this.now()
    for (let i = conversations - 1; i >= 0; i--) {
      const repeated = Math.floor(i / PEOPLE.length)
      const base = PEOPLE[i % PEOPLE.length] ?? 'Guest'
      const name = repeated === 0 ? base : i % 11 === 7 ? null : `${base} ${repeated + 1}`
      const newest = start - (i === 0 ? 3 : i * (7 + 9 * random())) * MINUTE_MS - (i > 12 ? (i * i * HOUR_MS) / 60 : 0) / Math.max(1, conversations / 64) ** 2
      const state = i % 9 === 5 ? 'resolved' : i % 13 === 8 ? 'pending' : i % 17 === 9 ? 'snoozed' : 'open'
      const conversation = this.newConversation(tenant, name, `4915${String(1_000_000_00 + i * 7919).slice(0, 9)}`, newest, state)
      const length = i === 1 ? longest : conversations > 1000 ? 2 : 2 + Math.floor(random() * 14)
      this.thread(tenant, conversation, length, newest, random, pick)
      const now = tenant.conversations.get(conversation.id)
      if (now) tenant.conversations.set(now.id, { ...now, state, snoozed_until: conversation.snoozed_until, unread: state === 'open' && i % 3 === 0 && now.last_message?.direction === 'in' ? 1 + (i % 2) : 0 })
    }
  }

  private thread(tenant: Tenant, conversation: ConversationItem, length: number, newest: number, random: () => number, pick: <T>(list: readonly T[]) => T): void {
    const gaps = Array.from({ length }, () => (random() < 0.15 ? 9 * HOUR_MS : 4 * MINUTE_MS) * (0.2 + random()))
    let at = newest - gaps.slice(1).reduce((a, b) => a + b, 0)
    for (let n = 0; n < length; n++) {
      const direction = n === 0 || random() < 0.55 ? 'in' : 'out'
      const special = random() < 0.14
      const [kind, body] = special ? pick(KINDS) : (['text', pick(direction === 'in' ? INBOUND : OUTBOUND)] as const)
      const item = this.message(tenant, conversation, direction, body, kind, at)
      if (direction === 'out') {
        const status = n < length - 2 ? 'read' : pick(['sent', 'delivered', 'read', 'failed'])
        tenant.messages.get(conversation.id)?.splice(-1, 1, { ...item, status })
        this.last(tenant, conversation.id)
      }
      at += gaps[n + 1] ?? 0
    }
  }
}
