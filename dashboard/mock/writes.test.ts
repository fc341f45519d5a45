// What the API's own tests say of writes (api/tests/it/writes.rs), said of the mock.

import { expect, test } from 'vitest'
import type { ConversationItem } from '@/api/generated/switchboard'
import type { Tenant } from './tables.ts'
import { ACME, ADMIN, AGENT, GLOBEX, LENA, OWNER, World } from './world.ts'

const HOUR_MS = 3_600_000

/** A conversation with three messages of a customer; its path, and the messages. */
function conversation(world: World, business: string): { path: string; id: string; seen: string[]; tenant: Tenant } {
  const tenant = world.tenant(business)
  const { id } = world.tables.newConversation(tenant, 'Wanda Write', '4915900000002', world.now_ms)
  const seen = ['one', 'two', 'three'].map((text) => world.tables.store(tenant, id, 'in', text, 'text', world.now_ms).id)
  return { path: `/businesses/${business}/conversations/${id}`, id, seen, tenant }
}

const write = (world: World, as: string, path: string, body?: unknown, key?: string) =>
  world.ask<ConversationItem>(`POST ${path}`, { as, body, headers: key === undefined ? {} : { 'idempotency-key': key } })
const at = (ms: number) => new Date(ms).toISOString()
const idOf = (world: World, email: string) => world.tables.accounts.find((account) => account.email === email)?.id

test('each write answers with the conversation and is announced in order; one that changes nothing is not', () => {
  const world = new World()
  const { path, seen, tenant } = conversation(world, ACME)
  const { token } = world.signIn(OWNER)
  const lena = { id: idOf(world, LENA), name: 'Lena Vogel' }
  const until = at(world.now_ms + HOUR_MS)
  const steps: [string, object, object][] = [
    ['read', { last_seen: seen[1] }, { unread: 1, state: 'open' }],
    ['assign', { assignee: lena.id }, { assignee: lena }],
    ['snooze', { until }, { state: 'snoozed', snoozed_until: until }],
    ['resolve', {}, { state: 'resolved', snoozed_until: null }],
    ['reopen', {}, { state: 'open' }],
    ['assign', { assignee: null }, { assignee: null }],
  ]
  for (const [verb, body, expected] of steps) {
    const { body: item } = write(world, token, `${path}/${verb}`, body)
    expect(item, verb).toMatchObject(expected)
    expect(tenant.stream.at(-1), verb).toMatchObject({ kind: 'conversation', thread: item })
    expect(world.ask(`GET ${path}`, { as: token }).body).toEqual(item)
  }
  write(world, token, `${path}/reopen`, {})
  expect(write(world, token, `${path}/read`, { last_seen: seen[0] }).body.unread).toBe(1)
  expect(tenant.stream).toHaveLength(steps.length)
})

test('nobody writes into another business, and its conversations are unknown in one’s own', () => {
  const world = new World()
  const foreign = conversation(world, GLOBEX)
  const own = conversation(world, ACME)
  const writes: [string, object][] = [['read', { last_seen: foreign.seen[0] }], ['assign', { assignee: null }], ['resolve', {}], ['reopen', {}], ['snooze', { until: at(world.now_ms + HOUR_MS) }]]
  const conversations = `/businesses/${ACME}/conversations`
  for (const email of [OWNER, LENA, ADMIN]) {
    const { token } = world.signIn(email)
    for (const [verb, body] of writes) {
      for (const id of [foreign.id, '00000000-0000-0000-0000-000000000000', 'x']) expect(write(world, token, `${conversations}/${id}/${verb}`, body)).toMatchObject({ status: 404, code: 'not_found' })
      if (email !== ADMIN) expect(write(world, token, `${foreign.path}/${verb}`, body)).toMatchObject({ status: 403, code: 'not_a_member' })
    }
    expect(write(world, token, `${own.path}/assign`, { assignee: idOf(world, ADMIN) })).toMatchObject({ status: 422, code: 'assignee_not_a_member' })
    expect(write(world, token, `${own.path}/read`, { last_seen: foreign.seen[0] })).toMatchObject({ status: 422, code: 'unknown_message' })
    expect(write(world, token, `${own.path}/resolve`).status).toBe(200)
  }
  expect(foreign.tenant.stream).toEqual([])
  expect(write(world, '', `${own.path}/resolve`, {})).toMatchObject({ status: 401, code: 'unauthenticated' })
})

test('bodies that say nothing useful are refused', () => {
  const world = new World()
  const { path, tenant } = conversation(world, ACME)
  const { token } = world.signIn(OWNER)
  const refusals: [string, unknown, number, string][] = [
    ['assign', {}, 400, 'invalid_request'],
    ['assign', { assignee: 'ada' }, 400, 'invalid_request'],
    ['read', {}, 400, 'invalid_request'],
    ['snooze', { until: 'tomorrow' }, 400, 'invalid_request'],
    ['snooze', { until: '2026-12-01' }, 400, 'invalid_request'],
    ['snooze', { until: at(world.now_ms) }, 422, 'until_not_in_future'],
    ['resolve', [1], 400, 'invalid_request'],
  ]
  for (const [verb, body, status, code] of refusals) expect(write(world, token, `${path}/${verb}`, body), `${verb} ${JSON.stringify(body)}`).toMatchObject({ status, code })
  for (const key of ['', 'a b', 'ä', 'x'.repeat(256)]) expect(write(world, token, `${path}/resolve`, {}, key)).toMatchObject({ status: 400, code: 'invalid_request' })
  expect(tenant.stream).toEqual([])
})

test('a key used again gets the first answer, for another request none, and one under which nothing was done is free', () => {
  const world = new World()
  const { path, tenant } = conversation(world, ACME)
  let owner = world.signIn(OWNER).token
  const body = { until: at(world.now_ms + HOUR_MS) }
  const first = write(world, owner, `${path}/snooze`, body, 'k1')
  expect(first.headers).not.toHaveProperty('idempotency-replayed')
  write(world, owner, `${path}/resolve`, {}, 'k2')
  // What was in the future then is the past now: it was done in time, and isn't done again.
  world.now_ms += 2 * HOUR_MS
  owner = world.signIn(OWNER).token
  const again = write(world, owner, `${path}/snooze`, body, 'k1')
  expect(again).toMatchObject({ status: 200, body: first.body, headers: { 'idempotency-replayed': 'true' } })
  expect(world.ask<ConversationItem>(`GET ${path}`, { as: owner }).body.state).toBe('resolved')
  for (const [verb, other, key] of [['snooze', { until: at(world.now_ms + 9 * HOUR_MS) }, 'k1'], ['reopen', {}, 'k2']] as const) {
    expect(write(world, owner, `${path}/${verb}`, other, key)).toMatchObject({ status: 422, code: 'idempotency_key_reused' })
  }
  // A key is its sender's own, and one business's.
  const agent = world.signIn(AGENT).token
  expect(write(world, agent, `${path}/reopen`, {}, 'k1').status).toBe(200)
  expect(write(world, agent, `${conversation(world, GLOBEX).path}/resolve`, {}, 'k1').status).toBe(200)
  expect(write(world, agent, `${path}/snooze`, { until: '2020-01-01T00:00:00Z' }, 'k3').status).toBe(422)
  expect(write(world, agent, `${path}/resolve`, {}, 'k3').status).toBe(200)
  expect(tenant.stream.map(({ thread }) => thread?.state)).toEqual(['snoozed', 'resolved', 'open', 'resolved'])
})
