// The browser's side of LIVE against a real Socket.IO server that says what the test wants it to.

import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type Socket } from 'socket.io'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Change } from '@/api/generated/switchboard'
import type { News, Want } from './link.ts'
import { LiveSocket } from './socket.ts'

type Ack = (answer: object) => void
type Subscription = { socket: Socket; want: Want; ack: Ack }

const PING_MS = 20
let http: HttpServer
let server: Server
let live: LiveSocket
let news: News[]
let subscriptions: Subscription[]
let dropped: { business: string; ack: Ack }[]
/** When each socket came, by the machine's clock in ms. */
let arrivals: number[]

const change = (seq: number) => ({ seq, business: 'acme', kind: 'message', id: `x${seq}`, at: new Date(0).toISOString() }) as Change
const applied = () => news.flatMap((said) => (said.kind === 'change' ? [said.change.seq] : []))
const told = <K extends News['kind']>(kind: K) => news.filter((said): said is Extract<News, { kind: K }> => said.kind === kind)

/** The next subscription that the server is asked for. */
async function asked(nth: number): Promise<Subscription> {
  await expect.poll(() => subscriptions.length).toBeGreaterThanOrEqual(nth)
  const found = subscriptions[nth - 1]
  if (!found) throw new Error(`no subscription ${nth}`)
  return found
}

beforeEach(async () => {
  ;[news, subscriptions, dropped, arrivals] = [[], [], [], []]
  http = createServer()
  server = new Server(http, { transports: ['websocket'], pingInterval: PING_MS })
  server.on('connection', (socket) => {
    arrivals.push(performance.now())
    socket.on('subscribe', (want: Want, ack: Ack) => subscriptions.push({ socket, want, ack }))
    socket.on('unsubscribe', ({ business }: Want, ack: Ack) => dropped.push({ business, ack }))
  })
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening))
  vi.stubGlobal('location', { protocol: 'http:', host: `127.0.0.1:${(http.address() as AddressInfo).port}` })
  vi.stubGlobal('window', new EventTarget())
  vi.stubGlobal('navigator', { onLine: true })
})

afterEach(async () => {
  live.close()
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  await server.close()
})

function open(): void {
  live = new LiveSocket({ token: () => Promise.resolve('token'), tell: (said) => news.push(said) })
}

async function following(after: number): Promise<Subscription> {
  open()
  live.want({ business: 'acme', after, epoch: 'e' })
  const first = await asked(1)
  first.ack({ ok: true, epoch: 'e', head: after })
  await expect.poll(() => told('subscribed')).toHaveLength(1)
  return first
}

test('a change that did not fit into the queue is replayed, before those that follow it', async () => {
  const { socket } = await following(10)
  socket.emit('change', change(11))
  // 12 is lost here.
  socket.emit('position', { business: 'acme', seq: 12 })
  socket.emit('change', change(13))
  socket.emit('position', { business: 'acme', seq: 13 })
  const again = await asked(2)
  expect(again.want).toEqual({ business: 'acme', after: 11, epoch: 'e' })
  for (const seq of [12, 13]) socket.emit('change', change(seq))
  again.ack({ ok: true, epoch: 'e', head: 13 })
  socket.emit('change', change(14))
  await expect.poll(applied).toEqual([11, 12, 13, 14])
  expect(subscriptions).toHaveLength(2)
})

test('whoever has the change that others missed asks for nothing', async () => {
  const { socket } = await following(10)
  socket.emit('change', change(11))
  socket.emit('position', { business: 'acme', seq: 11 })
  socket.emit('change', change(12))
  await expect.poll(applied).toEqual([11, 12])
  expect(subscriptions).toHaveLength(1)
})

test('a token that ended while it was used is no refusal: a new connection asks again', async () => {
  open()
  live.want({ business: 'acme' })
  const first = await asked(1)
  first.ack({ error: 'unauthenticated' })
  const second = await asked(2)
  expect(second.socket.id).not.toBe(first.socket.id)
  second.ack({ ok: true, epoch: 'e', head: 3 })
  await expect.poll(() => told('subscribed')).toEqual([{ kind: 'subscribed', business: 'acme', epoch: 'e', from: 3 }])
  expect(told('refused')).toEqual([])
})

test('what is not allowed is given up', async () => {
  open()
  live.want({ business: 'acme' })
  ;(await asked(1)).ack({ error: 'not_a_member' })
  await expect.poll(() => told('refused')).toHaveLength(1)
})

test('after a resync to an earlier place, the tabs go on from there', async () => {
  open()
  live.want({ business: 'acme', after: 100, epoch: 'e' })
  const { socket, ack } = await asked(1)
  socket.emit('resync', { business: 'acme', epoch: 'e', head: 40 })
  ack({ ok: true, epoch: 'e', head: 40 })
  await expect.poll(() => told('subscribed')).toEqual([{ kind: 'subscribed', business: 'acme', epoch: 'e', from: 40 }])
  socket.emit('change', change(41))
  await expect.poll(applied).toEqual([41])
})

test('a hidden tab, whose timers run once a minute, keeps a connection that pings', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] })
  const { socket } = await following(10)
  for (let minute = 0; minute < 3; minute++) {
    vi.setSystemTime(Date.now() + 56_000)
    // The first answer may be to a ping of before; the second one isn't.
    for (let pings = 0; pings < 2; pings++) await new Promise<void>((answered) => socket.conn.once('heartbeat', answered))
    vi.advanceTimersByTime(5_000)
  }
  expect(socket.connected).toBe(true)
  expect(arrivals).toHaveLength(1)
})

test('after sleep, when nothing was heard for long, the connection is made anew', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] })
  await following(10)
  vi.setSystemTime(Date.now() + 7_200_000)
  vi.advanceTimersByTime(5_000)
  expect((await asked(2)).want).toEqual({ business: 'acme', after: 10, epoch: 'e' })
})

test('a server that lets in and drops at once is asked less and less often', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0)
  server.on('connection', (socket) => socket.disconnect(true))
  open()
  await expect.poll(() => arrivals.length, { timeout: 20_000 }).toBe(4)
  const pauses = arrivals.slice(1).map((at, index) => at - (arrivals[index] ?? 0))
  expect(pauses[1]).toBeGreaterThan(390)
  expect(pauses[2]).toBeGreaterThan(790)
})

test('what nobody wants any more is unsubscribed, and wanting it again meanwhile loses nothing', async () => {
  const { socket } = await following(10)
  live.drop('acme')
  await expect.poll(() => dropped.length).toBe(1)
  socket.emit('change', change(11))
  await expect.poll(applied).toEqual([11])
  live.want({ business: 'acme', after: 10, epoch: 'e' })
  dropped[0]?.ack({ ok: true })
  expect((await asked(2)).want).toEqual({ business: 'acme', after: 11, epoch: 'e' })
})
