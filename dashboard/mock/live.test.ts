// What the API's own tests say of sockets (api/tests/it/live.rs), said of the mock.

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Change } from '@/api/generated/switchboard'
import { MockLive } from './live.ts'
import type { Tenant } from './tables.ts'
import { ACME, ADMIN, GLOBEX, NOBODYS, OWNER, World } from './world.ts'

const REPLAY_MAX = 5_000

let world: World
let live: MockLive
let url: string
let acme: Tenant
const sockets: Socket[] = []

beforeEach(async () => {
  world = new World()
  acme = world.tenant(ACME)
  const http = createServer()
  live = new MockLive(http, world.tables, world.handlers, world.sessions)
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
})

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.disconnect()
  await live.io.close()
})

/** Writes down, in order, what a socket is told. */
class Client {
  readonly heard: string[] = []
  readonly socket: Socket

  constructor(token: string) {
    this.socket = io(url, { transports: ['websocket'], auth: { token }, reconnection: false, forceNew: true })
    sockets.push(this.socket)
    this.socket.on('change', ({ seq }: Change) => this.heard.push(`change ${seq}`))
    this.socket.on('resync', ({ head }: { head: number }) => this.heard.push(`resync ${head}`))
  }

  async connected(): Promise<this> {
    await new Promise<void>((resolve, reject) => this.socket.once('connect', resolve).once('connect_error', reject))
    return this
  }

  async ask(event: string, request: unknown): Promise<Record<string, unknown>> {
    const answer = (await this.socket.timeout(5_000).emitWithAck(event, request)) as Record<string, unknown>
    this.heard.push('acknowledged')
    return answer
  }

  disconnected(): Promise<void> {
    return new Promise((resolve) => (this.socket.connected ? this.socket.once('disconnect', () => resolve()) : resolve()))
  }
}

const joined = (token: string) => new Client(token).connected()
function change(text = 'Hello'): number {
  const [conversation] = acme.conversations.values()
  if (conversation) world.tables.receive(acme, conversation, 'in', text)
  return world.tables.head()
}

test('whoever was away is told what was missed before the acknowledgement, and goes on with what comes', async () => {
  const { token } = world.signIn(OWNER)
  const seen = change()
  const first = await joined(token)
  expect(await first.ask('subscribe', { business: ACME })).toEqual({ ok: true, epoch: world.tables.epoch, head: seen })
  expect(first.heard).toEqual(['acknowledged'])
  const missed = [change(), change()]
  const back = await joined(token)
  await back.ask('subscribe', { business: ACME, after: seen, epoch: world.tables.epoch })
  expect(back.heard).toEqual([...missed.map((seq) => `change ${seq}`), 'acknowledged'])
  // A client that names no epoch means this one.
  await back.ask('subscribe', { business: ACME, after: missed[0] })
  const next = change()
  await expect.poll(() => back.heard.slice(3)).toEqual([`change ${missed[1]}`, 'acknowledged', `change ${next}`])
})

test('who cannot be brought up to date is told to refetch, before the acknowledgement', async () => {
  const { token } = world.signIn(OWNER)
  const { epoch } = world.tables
  const seen = change()
  for (const want of [{ after: seen, epoch: 'another' }, { after: seen + 1_000, epoch }]) {
    const client = await joined(token)
    await client.ask('subscribe', { business: ACME, ...want })
    expect(client.heard).toEqual([`resync ${seen}`, 'acknowledged'])
  }
  // More than a replay brings.
  for (let n = 0; n <= REPLAY_MAX; n++) change()
  const client = await joined(token)
  await client.ask('subscribe', { business: ACME, after: seen, epoch })
  expect(client.heard).toEqual([`resync ${world.tables.head()}`, 'acknowledged'])
})

test('a subscription that may not be is refused with the API’s word', async () => {
  const owner = await joined(world.signIn(OWNER).token)
  const admin = await joined(world.signIn(ADMIN).token)
  expect(await owner.ask('subscribe', { business: GLOBEX })).toEqual({ error: 'not_a_member' })
  expect(await owner.ask('subscribe', { business: 'No' })).toEqual({ error: 'not_found' })
  expect(await owner.ask('subscribe', null)).toEqual({ error: 'invalid_request' })
  expect(await admin.ask('subscribe', { business: NOBODYS })).toEqual({ error: 'not_found' })
  expect(await admin.ask('subscribe', { business: ACME })).toMatchObject({ ok: true })
  expect(await admin.ask('unsubscribe', { business: ACME })).toEqual({ ok: true })
  change()
  expect(await admin.ask('unsubscribe', {})).toEqual({ error: 'invalid_request' })
  expect(admin.heard.filter((said) => said.startsWith('change'))).toEqual([])
})

test('sockets live as long as their token or the one that follows it', async () => {
  for (const token of ['', 'x.y.z']) await expect(joined(token)).rejects.toThrow('unauthenticated')
  const { token } = world.signIn(OWNER)
  const [expiring, renewed] = [await joined(token), await joined(token)]
  await renewed.ask('subscribe', { business: ACME })
  world.now_ms += 600_000
  expect(await renewed.ask('authenticate', { token: world.signIn(ADMIN).token })).toEqual({ error: 'unauthenticated' })
  expect(await renewed.ask('authenticate', { token: world.signIn(OWNER).token })).toEqual({ ok: true })
  world.now_ms += 301_000
  live.sweep()
  await expiring.disconnected()
  const seq = change()
  await expect.poll(() => renewed.heard.at(-1)).toBe(`change ${seq}`)
  await expect(joined(token)).rejects.toThrow('unauthenticated')
})

test('signing out ends the session’s sockets, and no others of the person', async () => {
  const [here, elsewhere] = [world.signIn(OWNER), world.signIn(OWNER)]
  const [ends, stays] = [await joined(here.token), await joined(elsewhere.token)]
  await stays.ask('subscribe', { business: ACME })
  world.ask('POST /auth/logout', { headers: { cookie: here.cookie } })
  await ends.disconnected()
  const seq = change()
  await expect.poll(() => stays.heard.at(-1)).toBe(`change ${seq}`)
})

test('nobody gets a socket while the network is away, and pages of other sites never do', async () => {
  const { token } = world.signIn(OWNER)
  live.away = true
  await expect(joined(token)).rejects.toThrow()
  live.away = false
  await joined(token)
  const foreign = io(url, { transports: ['websocket'], auth: { token }, reconnection: false, forceNew: true, extraHeaders: { origin: 'https://evil.example' } })
  sockets.push(foreign)
  await expect(new Promise<void>((resolve, reject) => foreign.once('connect', resolve).once('connect_error', reject))).rejects.toThrow()
})
