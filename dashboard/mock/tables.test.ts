// What the worker does to conversations (crates/store/src/inbound and conversations/snooze.rs), said of the mock.

import { expect, test } from 'vitest'
import type { ConversationState } from '@/api/generated/switchboard'
import { faultsOfChange } from './contract.ts'
import { ACME, World } from './world.ts'

const HOUR_MS = 3_600_000

function begun(state: ConversationState) {
  const world = new World()
  const tenant = world.tenant(ACME)
  const conversation = world.tables.newConversation(tenant, 'Tab Le', '4915900000003', world.now_ms)
  const message = world.tables.receive(tenant, conversation, 'in', 'Hello')
  const snoozed_until = state === 'snoozed' ? new Date(world.now_ms + HOUR_MS).toISOString() : null
  world.tables.settle(tenant, conversation.id, { state, snoozed_until })
  return { world, tables: world.tables, tenant, conversation, message, now: () => tenant.conversations.get(conversation.id) }
}

test.each(['open', 'pending', 'snoozed', 'resolved'] as const)('a message of the customer opens a conversation that is %s', (state) => {
  const { tables, tenant, conversation, now } = begun(state)
  tables.receive(tenant, conversation, 'in', 'Me again')
  expect(now()).toMatchObject({ state: 'open', snoozed_until: null, unread: 2, last_message: { body: 'Me again' } })
})

test.each(['open', 'pending', 'snoozed', 'resolved'] as const)('a message of ours leaves a conversation %s, and what is unread unread', (state) => {
  const { tables, tenant, conversation, now } = begun(state)
  const before = now()
  tables.receive(tenant, conversation, 'out', 'Good morning')
  expect(now()).toEqual({ ...before, last_message: { body: 'Good morning', kind: 'text', direction: 'out', status: 'sent' } })
})

test('a snooze that is over ends by itself and is told, and one that is not is left alone', () => {
  const { world, tables, tenant, now } = begun('snoozed')
  const told = tenant.stream.length
  tables.wake()
  expect([now()?.state, tenant.stream.length]).toEqual(['snoozed', told])
  world.now_ms += HOUR_MS
  tables.wake()
  expect(now()).toMatchObject({ state: 'open', snoozed_until: null })
  expect(tenant.stream.at(-1)).toMatchObject({ kind: 'conversation', thread: now() })
  tables.wake()
  expect(tenant.stream).toHaveLength(told + 1)
})

test('a status moves a message of ours forward and never back, and no message of the customer', () => {
  const { tables, tenant, conversation, message } = begun('open')
  const sent = tables.receive(tenant, conversation, 'out', 'Sent')
  const told = tenant.stream.length
  for (const status of ['delivered', 'sent', 'delivered', 'read', 'delivered', 'unheard-of']) tables.status(tenant, conversation.id, sent.id, status)
  tables.status(tenant, conversation.id, message.id, 'read')
  expect(tenant.stream.slice(told).map(({ status }) => status)).toEqual(['delivered', 'read'])
  expect(tenant.messages.get(conversation.id)?.map(({ status }) => status)).toEqual([null, 'read'])
})

test('a customer who takes another name has it wherever it is shown', () => {
  const { tables, tenant, conversation, now } = begun('open')
  tables.rename(tenant, conversation, 'Tabea Le')
  expect(now()?.contact.name).toBe('Tabea Le')
  expect(tenant.messages.get(conversation.id)?.map(({ sender }) => sender.name)).toEqual(['Tabea Le'])
})

test('every kind of change is as the contract has it, and what is not is found', () => {
  const { tables, tenant, conversation } = begun('resolved')
  const { id } = tables.receive(tenant, conversation, 'out', 'Sent')
  tables.status(tenant, conversation.id, id, 'read')
  expect(new Set(tenant.stream.map(({ kind }) => kind))).toEqual(new Set(['message', 'conversation', 'status']))
  for (const change of tenant.stream) expect(faultsOfChange(change)).toEqual([])
  expect(faultsOfChange({ ...tenant.stream[0], id: 7 })).toEqual(['/id must be string'])
})
