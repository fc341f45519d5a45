// Believable data for the mock's tables, the same every time: four businesses of every size, their people, and what customers wrote.

import type { BusinessItem, ConversationItem } from '../api/generated/switchboard.ts'
import { INBOUND, KINDS, OUTBOUND, PEOPLE } from './people.ts'
import type { Tables, Tenant } from './tables.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const SNOOZE_MS = 20 * HOUR_MS

export const PASSWORD = 'correct horse battery'
const [ACME, GLOBEX, INITECH, NORTHWIND] = ['acme_3f9c2a', 'globex_77aa01', 'initech_0c11d2', 'northwind_9e21bb']

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

function businessOf(id: string, display_name: string, timezone: string, display: string, suspended = false): BusinessItem {
  const phone_numbers = [{ id: `1065${id.length}4035${display.length}29${display.slice(-3)}`, display }]
  const name = id.split('_')[0] ?? id
  return { id, display_name, timezone, suspended, phone_numbers, name, namespace: 'tenants', waba_id: '102290129340398', retained: false, role: null, created_at: '2026-01-05T09:00:00Z' }
}

/** How many conversations the largest business has, and messages its longest thread; a test needs fewer. */
export type Size = { conversations: number; messages: number }
const LARGE: Size = { conversations: 10_000, messages: 5_000 }

/** Fills empty tables. */
export function seed(tables: Tables, large: Size = LARGE): void {
  fill(tables, tables.addTenant(businessOf(ACME, 'Acme Bakery', 'Europe/Berlin', '+49 30 555 0101')), 64, 180)
  fill(tables, tables.addTenant(businessOf(GLOBEX, 'Globex Travel', 'America/New_York', '+1 555 078 3881')), 18, 40)
  tables.addTenant(businessOf(INITECH, 'Initech', 'Asia/Kolkata', '+91 22 5550 1199', true))
  fill(tables, tables.addTenant(businessOf(NORTHWIND, 'Northwind Wholesale', 'Europe/London', '+44 20 5550 0199')), large.conversations, large.messages)
  const password = PASSWORD
  tables.addAccount({ email: 'owner@acme.example', name: 'Olivia Owner', password, roles: [[ACME, 'owner']] })
  tables.addAccount({ email: 'agent@globex.example', name: 'Arun Agent', password, roles: [[ACME, 'agent'], [GLOBEX, 'agent']] })
  tables.addAccount({ email: 'admin@switchboard.example', name: 'Ada Admin', password, is_admin: true })
  tables.addAccount({ email: 'lena@acme.example', name: 'Lena Vogel', password, roles: [[ACME, 'agent']] })
  tables.addAccount({ email: 'yousef@acme.example', name: 'يوسف منصور', password, roles: [[ACME, 'agent']] })
  tables.addAccount({ email: 'nobody@example.org', name: 'Nobody', password })
  tables.invites.set('good-invite', { business: GLOBEX, email: 'nia@globex.example', role: 'agent' })
  tables.invites.set('known-invite', { business: GLOBEX, email: 'lena@acme.example', role: 'agent' })
  for (const tenant of tables.tenants.values()) assignSome(tables, tenant)
}

/** Every third conversation has somebody who answers it. */
function assignSome(tables: Tables, tenant: Tenant): void {
  const members = tables.members(tenant)
  ;[...tenant.conversations.values()].forEach((conversation, index) => {
    const member = index % 3 === 1 ? members[index % Math.max(1, members.length)] : undefined
    if (member) tenant.conversations.set(conversation.id, { ...conversation, assignee: { id: member.id, name: member.name } })
  })
}

function fill(tables: Tables, tenant: Tenant, conversations: number, longest: number): void {
  const random = seeded(tenant.business.id.length * 7919 + conversations)
  const start = tables.now()
  for (let i = conversations - 1; i >= 0; i--) {
    const repeated = Math.floor(i / PEOPLE.length)
    const base = PEOPLE[i % PEOPLE.length] ?? 'Guest'
    const name = repeated === 0 ? base : i % 11 === 7 ? null : `${base} ${repeated + 1}`
    const newest = start - (i === 0 ? 3 : i * (7 + 9 * random())) * MINUTE_MS - (i > 12 ? (i * i * HOUR_MS) / 60 : 0) / Math.max(1, conversations / 64) ** 2
    const { id } = tables.newConversation(tenant, name, `4915${String(1_000_000_00 + i * 7919).slice(0, 9)}`, newest)
    const length = i === 1 ? longest : conversations > 1000 ? 2 : 2 + Math.floor(random() * 14)
    thread(tables, tenant, id, length, newest, random)
    const now = tenant.conversations.get(id)
    if (now) tenant.conversations.set(id, { ...now, ...standing(i, now, start) })
  }
}

/** Where the conversation number `i` stands. */
function standing(i: number, { last_message }: ConversationItem, now: number): Partial<ConversationItem> {
  const state = i % 9 === 5 ? 'resolved' : i % 13 === 8 ? 'pending' : i % 17 === 9 ? 'snoozed' : 'open'
  const waits = state === 'open' && i % 3 === 0 && last_message?.direction === 'in'
  return { state, snoozed_until: state === 'snoozed' ? new Date(now + SNOOZE_MS).toISOString() : null, unread: waits ? 1 + (i % 2) : 0 }
}

function thread(tables: Tables, tenant: Tenant, id: string, length: number, newest: number, random: () => number): void {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const gaps = Array.from({ length }, () => (random() < 0.15 ? 9 * HOUR_MS : 4 * MINUTE_MS) * (0.2 + random()))
  let at = newest - gaps.slice(1).reduce((a, b) => a + b, 0)
  for (let n = 0; n < length; n++) {
    const direction = n === 0 || random() < 0.55 ? 'in' : 'out'
    const special = random() < 0.14
    const [kind, body] = special ? pick(KINDS) : (['text', pick(direction === 'in' ? INBOUND : OUTBOUND)] as const)
    const item = tables.store(tenant, id, direction, body, kind, at)
    if (direction === 'out') {
      const status = n < length - 2 ? 'read' : pick(['sent', 'delivered', 'read', 'failed'])
      tenant.messages.get(id)?.splice(-1, 1, { ...item, status })
      tables.show(tenant, id)
    }
    at += gaps[n + 1] ?? 0
  }
}
