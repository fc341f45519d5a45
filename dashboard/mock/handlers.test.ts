// What the API's own tests say of lists (api/tests/it/tenancy.rs), said of the mock.

import { beforeAll, expect, test } from 'vitest'
import type { ConversationItem, MemberItem, MessageItem } from '@/api/generated/switchboard'
import type { Page } from '@/api/types'
import { ACME, ADMIN, AGENT, GLOBEX, LENA, NOBODY, NOBODYS, OWNER, World } from './world.ts'

const world = new World()
let [owner, agent, admin] = ['', '', '']
beforeAll(() => {
  owner = world.signIn(OWNER).token
  agent = world.signIn(AGENT).token
  admin = world.signIn(ADMIN).token
})

type Row = { id: string }
/** Every row of a list, page by page. */
function joined<T>(path: string, as: string, limit: number): T[] {
  const rows: T[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: Page<T> = list<T>(`${path}&limit=${limit}&cursor=${cursor}`, as).body
    expect(page.items.length).toBeLessThanOrEqual(limit)
    rows.push(...page.items)
    cursor = page.next_cursor
  }
  return rows
}
const list = <T = MessageItem>(path: string, as: string) => world.ask<Page<T>>(`GET ${path}`, { as })
const newestOf = (business: string) => {
  const [first] = list<ConversationItem>(`/businesses/${business}/conversations?limit=1`, admin).body.items
  if (!first) throw new Error(`${business} has no conversations`)
  return first
}

test('members see their own business and no other', () => {
  const foreign = newestOf(GLOBEX).id
  for (const rest of ['', '/members', '/messages', '/conversations', `/conversations/${foreign}`, `/conversations/${foreign}/messages`]) {
    const status = (business: string, as?: string) => world.ask(`GET /businesses/${business}${rest}`, { as }).status
    expect(status(ACME, owner), rest).toBe(rest.includes(foreign) ? 404 : 200)
    expect(status(GLOBEX, owner), rest).toBe(403)
    expect(status(NOBODYS, owner), rest).toBe(403)
    expect(status(GLOBEX, admin), rest).toBe(200)
    expect(status(NOBODYS, admin), rest).toBe(404)
    expect(status(ACME), rest).toBe(401)
  }
  for (const name of ['Acme', "a'b", '%2e%2e%2f', 't_x%22;drop']) expect(world.ask(`GET /businesses/${name}/messages`, { as: admin }).status, name).toBe(404)
})

test('the list across businesses holds exactly those of the caller', () => {
  const businesses = (as: string, query = '') => [...new Set(joined<MessageItem>(`/messages?${query}`, as, 200).map(({ business }) => business))].sort()
  expect(businesses(owner)).toEqual([ACME])
  expect(businesses(agent)).toEqual([ACME, GLOBEX])
  expect(businesses(admin)).toEqual([ACME, GLOBEX, 'northwind_9e21bb'])
  expect(businesses(world.signIn(NOBODY).token)).toEqual([])
  expect(businesses(admin, `business=${GLOBEX}`)).toEqual([GLOBEX])
  const status = (business: string, as: string) => world.ask(`GET /messages?business=${business}`, { as }).status
  expect([status(GLOBEX, owner), status(NOBODYS, owner), status(NOBODYS, admin), status('No', admin)]).toEqual([403, 403, 404, 404])
})

test('pages join into the whole list whatever their length', () => {
  const thread = newestOf(ACME).id
  for (const path of ['/messages?sender=Jonas', `/businesses/${ACME}/messages?q=thanks`, `/businesses/${ACME}/conversations?`, `/businesses/${ACME}/conversations/${thread}/messages?`, '/businesses?', `/businesses/${ACME}/members?`]) {
    const whole = list<Row>(`${path}&limit=200`, admin).body.items.map(({ id }) => id)
    expect(whole.length, path).toBeGreaterThan(1)
    expect(new Set(whole).size, path).toBe(whole.length)
    for (const limit of [1, 3, 7, 25]) expect(joined<Row>(path, admin, limit).map(({ id }) => id), `${path} by ${limit}`).toEqual(whole)
  }
})

const day = '2026-11-25'
test.each([
  // The API refuses what it can't read; the mock must as well.
  ['limit=0', 400],
  ['limit=201', 400],
  ['limit=x', 400],
  ['limit=', 400],
  ['from=soon', 400],
  ['from=2026-02-30', 400],
  ['from=2026-02-30T00:00:00Z', 400],
  ['to=2026-13-01', 400],
  ['to=9999-12-31', 400],
  ['status=lost', 400],
  ['direction=up', 400],
  ['sender=%00', 400],
  [`q=${'x'.repeat(201)}`, 400],
  ['cursor=%21', 400],
  ['cursor=bm90IG91cnM', 400],
  // The place of a row, in a spelling that isn't ours.
  [`cursor=${Buffer.from(`1.${'0'.repeat(32)}`).toString('base64')}==`, 400],
  ['limit=200&cursor=&sender=&q=&status=&direction=&from=&to=', 200],
  [`from=${day}T00:00:00%2B02:00`, 200],
  [`from=${day}T00:00:00+02:00`, 200],
])('a list of messages asked with %s answers %i', (query, status) => {
  const reply = world.ask(`GET /businesses/${ACME}/messages?${query}`, { as: owner })
  expect([reply.status, reply.code]).toEqual([status, status === 400 ? 'invalid_request' : undefined])
})

test('filters narrow the list, and a day that ends it is included whole', () => {
  const tenant = world.tenant(ACME)
  const { id } = world.tables.newConversation(tenant, 'Filter Fee', '4915900000001', world.now_ms)
  for (const [direction, text] of [['in', 'Rhubarb'], ['out', 'Rhubarb pie'], ['in', 'Plum']] as const) world.tables.store(tenant, id, direction, text, 'text', world.now_ms)
  const count = (query: string) => list(`/businesses/${ACME}/messages?limit=200&sender=4915900000001&${query}`, owner).body.items.length
  for (const [query, length] of [
    ['', 3],
    ['q=rhub', 2],
    ['q=rhub&direction=in', 1],
    ['status=sent', 1],
    ['status=read', 0],
    [`from=${day}&to=${day}`, 3],
    ['to=2026-11-24', 0],
    [`from=${day}T12:00:00Z&to=${day}T12:00:00Z`, 0],
  ] as const) {
    expect(count(query), query).toBe(length)
  }
})

test('members are listed, and conversations filtered by whose they are', () => {
  const members = list<MemberItem>(`/businesses/${ACME}/members`, owner).body.items
  const lena = members.find(({ email }) => email === LENA)?.id ?? ''
  const me = members.find(({ email }) => email === OWNER)?.id
  const of = (query: string) => list<ConversationItem>(`/businesses/${ACME}/conversations?limit=200&${query}`, owner).body.items
  const all = of('')
  const mine = all.filter(({ assignee }) => assignee?.id === me)
  expect(mine.length).toBeGreaterThan(0)
  expect(of('assignee=me')).toEqual(mine)
  expect(of('assignee=')).toEqual(all)
  expect(of('assignee=none')).toEqual(all.filter(({ assignee }) => assignee === null))
  expect(of(`assignee=${lena}&state=open`)).toEqual(all.filter(({ assignee, state }) => assignee?.id === lena && state === 'open'))
  for (const query of ['assignee=lena', 'state=done', 'state=Open', 'limit=0', 'cursor=x']) {
    expect(world.ask(`GET /businesses/${ACME}/conversations?${query}`, { as: owner }).code, query).toBe('invalid_request')
  }
})

test('words make lists fail and dawdle, and any request that says them in a header', () => {
  const ask = (path: string, headers: Record<string, string> = {}) => world.ask(`GET ${path}`, { as: owner, headers })
  for (const [word, status] of [['server-error', 500], ['unavailable', 503], ['too-many', 429]] as const) {
    expect(ask(`/businesses/${ACME}/messages?q=${word}`).status).toBe(status)
    expect(ask(`/businesses/${ACME}/conversations`, { 'x-mock': word }).status).toBe(status)
  }
  expect(ask('/businesses', { 'x-mock': 'slow' })).toMatchObject({ status: 200, delay_ms: 3_000 })
  expect(ask('/businesses')).toMatchObject({ status: 200, delay_ms: 0 })
})
