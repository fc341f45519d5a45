// The connection to LIVE: one socket, the subscriptions, and getting it back. Knows nothing of the cache.

import { io, type Socket } from 'socket.io-client'
import type { Change } from '@/api/generated/switchboard'
import type { News, Want } from './link'
import { Sequence } from './sequence'

type Ack = { ok?: boolean; epoch?: string; head?: number; error?: string }
type ServerEvents = { change: (change: Change) => void; resync: (said: { business: string; epoch: string; head: number }) => void }
type ClientEvents = { subscribe: (want: Want, ack: (answer: Ack) => void) => void }

const ACK_TIMEOUT_MS = 8_000
/** Refusals of a pod that has just started, or whose database is away: asked again, not given up. */
const PASSING = new Set(['starting', 'unavailable'])
const AGAIN_MS = 2_000
const RECONNECT_MIN_MS = 400
const RECONNECT_MAX_MS = 10_000
/** The server pings every 25 s; a machine that slept notices nothing until a timer says that more time has gone by. */
const SILENCE_MAX_MS = 60_000
const WATCH_MS = 5_000

export type SocketOptions = { token: () => Promise<string | null>; tell: (news: News) => void }

export class LiveSocket {
  private readonly socket: Socket<ServerEvents, ClientEvents>
  private readonly tell: (news: News) => void
  private readonly wanted = new Map<string, Want>()
  /** How far the socket itself has come: where a replay has to start. */
  private readonly sequence = new Sequence()
  private readonly watch: ReturnType<typeof setInterval>
  private retry: ReturnType<typeof setTimeout> | undefined
  private again: ReturnType<typeof setTimeout> | undefined
  private refusals = 0
  private watchedAt = Date.now()

  constructor({ token, tell }: SocketOptions) {
    this.tell = tell
    this.socket = io({
      path: '/socket.io',
      transports: ['websocket'],
      auth: (send) => void token().then((value) => send({ token: value ?? '' })),
      reconnectionDelay: RECONNECT_MIN_MS,
      reconnectionDelayMax: RECONNECT_MAX_MS,
      randomizationFactor: 0.5,
    })
    this.socket.on('connect', this.connected)
    this.socket.on('disconnect', this.disconnected)
    this.socket.on('connect_error', this.refused)
    this.socket.on('change', (change) => {
      if (this.sequence.accept(change.business, change.seq)) tell({ kind: 'change', change })
    })
    this.socket.on('resync', ({ business, epoch, head }) => {
      this.sequence.restart(business, epoch, head)
      tell({ kind: 'resync', business, epoch, head })
    })
    window.addEventListener('online', this.wake)
    window.addEventListener('offline', this.lost)
    this.watch = setInterval(this.look, WATCH_MS)
  }

  want(want: Want): void {
    const known = this.wanted.has(want.business)
    this.wanted.set(want.business, want)
    if (!this.socket.connected) return
    const cursor = this.sequence.at(want.business)
    if (!known || !cursor) this.subscribe(want)
    else if (cursor.epoch === want.epoch && cursor.seq === want.after) return
    // Another tab asks for what this socket already follows: it joins at the place we are at.
    else this.tell({ kind: 'subscribed', business: want.business, epoch: cursor.epoch, from: cursor.seq })
  }

  close(): void {
    clearInterval(this.watch)
    clearTimeout(this.retry)
    clearTimeout(this.again)
    window.removeEventListener('online', this.wake)
    window.removeEventListener('offline', this.lost)
    this.socket.disconnect()
  }

  private subscribe(want: Want): void {
    const { business } = want
    const cursor = this.sequence.at(business)
    const after = cursor ? { after: cursor.seq, epoch: cursor.epoch } : { after: want.after, epoch: want.epoch }
    // The replay may come before the acknowledgement, and is to be accepted.
    if (!cursor && after.after !== undefined && after.epoch !== undefined) this.sequence.restart(business, after.epoch, after.after)
    const request: Want = after.after === undefined ? { business } : { business, ...after }
    const socketId = this.socket.id
    this.socket.timeout(ACK_TIMEOUT_MS).emit('subscribe', request, (lost: Error | null, ack: Ack) => {
      if (this.socket.id !== socketId || !this.socket.connected) return
      if (lost) return this.restart()
      this.acknowledged(request, ack)
    })
  }

  private acknowledged(request: Want, ack: Ack): void {
    const { business } = request
    if (ack.error !== undefined && PASSING.has(ack.error)) {
      clearTimeout(this.again)
      this.again = setTimeout(() => {
        if (this.socket.connected) this.connected()
      }, AGAIN_MS)
      return
    }
    if (ack.error !== undefined || ack.epoch === undefined || ack.head === undefined) {
      this.wanted.delete(business)
      this.tell({ kind: 'refused', business, error: ack.error ?? 'malformed' })
      return
    }
    if (request.epoch === ack.epoch && request.after !== undefined) {
      // The replay begins where we were; every tab that is as far simply goes on.
      this.tell({ kind: 'subscribed', business, epoch: ack.epoch, from: request.after })
      return
    }
    if (this.sequence.confirm(business, ack.epoch, ack.head)) this.tell({ kind: 'subscribed', business, epoch: ack.epoch, from: ack.head })
  }

  private readonly connected = (): void => {
    this.refusals = 0
    this.tell({ kind: 'state', state: 'online' })
    for (const want of this.wanted.values()) this.subscribe(want)
  }

  private readonly disconnected = (reason: string): void => {
    this.tell({ kind: 'state', state: navigator.onLine ? 'connecting' : 'offline' })
    // The server closed it (a token that ended, a pod that drains): the client doesn't try again by itself.
    if (reason === 'io server disconnect') this.tryAgain()
  }

  private readonly refused = (): void => {
    this.tell({ kind: 'state', state: navigator.onLine ? 'connecting' : 'offline' })
    if (!this.socket.active) this.tryAgain()
  }

  private tryAgain(): void {
    const longest = Math.min(RECONNECT_MAX_MS, RECONNECT_MIN_MS * 2 ** this.refusals)
    this.refusals += 1
    clearTimeout(this.retry)
    this.retry = setTimeout(() => this.socket.connect(), longest * (0.5 + Math.random() / 2))
  }

  private restart(): void {
    this.socket.disconnect().connect()
  }

  /** Timers stand still while a machine sleeps: a jump of the clock means the connection is likely dead. */
  private readonly look = (): void => {
    const asleepMs = Date.now() - this.watchedAt
    this.watchedAt = Date.now()
    if (asleepMs > SILENCE_MAX_MS) this.restart()
  }

  private readonly wake = (): void => {
    if (!this.socket.connected) this.restart()
  }

  private readonly lost = (): void => this.tell({ kind: 'state', state: 'offline' })
}
