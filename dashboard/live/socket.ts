// The connection to LIVE: one socket, the subscriptions, and getting it back. Knows nothing of the cache.

import { io, type Socket } from 'socket.io-client'
import type { Change } from '@/api/generated/switchboard'
import type { News, Want } from './link'
import { Sequence } from './sequence'

type Ack = { ok?: boolean; epoch?: string; head?: number; error?: string }
type ServerEvents = {
  change: (change: Change) => void
  resync: (said: { business: string; epoch: string; head: number }) => void
  /** Where the business stands, said when somebody may have missed a change: docs/adr/0004-live-without-an-adapter.md. */
  position: (said: { business: string; seq: number }) => void
}
type ClientEvents = { subscribe: (want: Want, ack: (answer: Ack) => void) => void; unsubscribe: (from: Want, ack: (answer: Ack) => void) => void }

const ACK_TIMEOUT_MS = 8_000
/** Refusals of a pod that has just started, or whose database is away: asked again, not given up. */
const PASSING = new Set(['starting', 'unavailable'])
const AGAIN_MS = 2_000
const RECONNECT_MIN_MS = 400
const RECONNECT_MAX_MS = 10_000
/** A connection that ends sooner than this counts as one more that failed. */
const STEADY_MS = 10_000
/** The server pings every 25 s; a machine that slept notices nothing until a timer says how long nothing was heard. */
const SILENCE_MAX_MS = 60_000
const WATCH_MS = 5_000

export type SocketOptions = { token: () => Promise<string | null>; tell: (news: News) => void }

export class LiveSocket {
  private readonly socket: Socket<ServerEvents, ClientEvents>
  private readonly tell: (news: News) => void
  private readonly wanted = new Map<string, Want>()
  /** What was asked of the server and isn't answered. */
  private readonly subscribing = new Set<string>()
  private readonly leaving = new Set<string>()
  /** The first change that was missed, by business: what follows it comes again, after it. */
  private readonly gaps = new Map<string, number>()
  /** How far the socket itself has come: where a replay has to start. */
  private readonly sequence = new Sequence()
  private readonly watch: ReturnType<typeof setInterval>
  private retry: ReturnType<typeof setTimeout> | undefined
  private again: ReturnType<typeof setTimeout> | undefined
  private failures = 0
  private connectedAt = 0
  private heardAt = 0

  constructor({ token, tell }: SocketOptions) {
    this.tell = tell
    this.socket = io({
      path: '/socket.io',
      transports: ['websocket'],
      auth: (send) => void token().then((value) => send({ token: value ?? '' })),
      // It would begin at its shortest pause after every connection that stood for a moment.
      reconnection: false,
    })
    this.socket.on('connect', this.connected)
    this.socket.on('disconnect', this.disconnected)
    this.socket.on('connect_error', this.refused)
    this.socket.on('change', this.changed)
    this.socket.on('resync', ({ business, epoch, head }) => {
      this.gaps.delete(business)
      this.sequence.restart(business, epoch, head)
      tell({ kind: 'resync', business, epoch, head })
    })
    this.socket.on('position', this.positioned)
    this.socket.onAny(this.heard)
    this.socket.io.on('ping', this.heard)
    window.addEventListener('online', this.wake)
    window.addEventListener('offline', this.lost)
    this.watch = setInterval(this.look, WATCH_MS)
  }

  want(want: Want): void {
    const known = this.wanted.has(want.business)
    this.wanted.set(want.business, want)
    if (!this.socket.connected || this.leaving.has(want.business)) return
    const cursor = this.sequence.at(want.business)
    if (!known || !cursor) this.subscribe(want)
    else if (cursor.epoch === want.epoch && cursor.seq === want.after) return
    // Another tab asks for what this socket already follows: it joins at the place we are at.
    else this.tell({ kind: 'subscribed', business: want.business, epoch: cursor.epoch, from: cursor.seq })
  }

  /** Nobody wants the business: whoever does after all says so again, with the place they are at. */
  drop(business: string): void {
    if (!this.wanted.delete(business) || !this.socket.connected) return
    this.leaving.add(business)
    this.ask('unsubscribe', { business }, () => {
      this.leaving.delete(business)
      const want = this.wanted.get(business)
      if (want) this.subscribe(want)
      // What comes until now is still the next change of whoever wants it again.
      else this.sequence.forget(business)
    })
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
    this.subscribing.add(business)
    this.ask('subscribe', request, (ack) => {
      this.subscribing.delete(business)
      this.acknowledged(request, ack)
    })
  }

  /** An answer that is lost ends the connection; one of an earlier connection is none. */
  private ask(verb: keyof ClientEvents, about: Want, answered: (ack: Ack) => void): void {
    const socketId = this.socket.id
    this.socket.timeout(ACK_TIMEOUT_MS).emit(verb, about, (lost: Error | null, ack: Ack) => {
      if (this.socket.id !== socketId || !this.socket.connected) return
      if (lost) this.leave()
      else answered(ack)
    })
  }

  private acknowledged(request: Want, ack: Ack): void {
    const { business } = request
    // The token has run out meanwhile: a connection brings a new one.
    if (ack.error === 'unauthenticated') return this.leave()
    if (ack.error !== undefined && PASSING.has(ack.error)) {
      clearTimeout(this.again)
      this.again = setTimeout(() => {
        if (this.socket.connected) this.subscribeAll()
      }, AGAIN_MS)
      return
    }
    if (ack.error !== undefined || ack.epoch === undefined || ack.head === undefined) {
      this.wanted.delete(business)
      this.tell({ kind: 'refused', business, error: ack.error ?? 'malformed' })
      return
    }
    this.gaps.delete(business)
    if (request.epoch === ack.epoch && request.after !== undefined) {
      // The replay began where we were, and every tab that is as far simply goes on; a `resync` meanwhile may have set us back.
      const from = Math.min(request.after, this.sequence.at(business)?.seq ?? request.after)
      this.tell({ kind: 'subscribed', business, epoch: ack.epoch, from })
      return
    }
    if (this.sequence.confirm(business, ack.epoch, ack.head)) this.tell({ kind: 'subscribed', business, epoch: ack.epoch, from: ack.head })
  }

  private readonly changed = (change: Change): void => {
    const gap = this.gaps.get(change.business)
    if (gap !== undefined && change.seq > gap) return
    this.gaps.delete(change.business)
    if (this.sequence.accept(change.business, change.seq)) this.tell({ kind: 'change', change })
  }

  /** A change that didn't fit into our queue is replayed, unless what is asked already brings it. */
  private readonly positioned = ({ business, seq }: { business: string; seq: number }): void => {
    const want = this.wanted.get(business)
    const cursor = this.sequence.at(business)
    if (!want || !cursor || seq <= cursor.seq) return
    if (!this.gaps.has(business)) this.gaps.set(business, seq)
    if (!this.subscribing.has(business)) this.subscribe(want)
  }

  private subscribeAll(): void {
    for (const want of this.wanted.values()) this.subscribe(want)
  }

  private readonly heard = (): void => {
    this.heardAt = Date.now()
  }

  private readonly connected = (): void => {
    this.connectedAt = Date.now()
    this.heard()
    for (const asked of [this.subscribing, this.leaving, this.gaps]) asked.clear()
    this.tell({ kind: 'state', state: 'online' })
    this.subscribeAll()
  }

  private readonly disconnected = (reason: string): void => {
    this.tell({ kind: 'state', state: navigator.onLine ? 'connecting' : 'offline' })
    if (Date.now() - this.connectedAt > STEADY_MS) this.failures = 0
    // Ended by us: whoever did it knows what comes next.
    if (reason !== 'io client disconnect') this.tryAgain()
  }

  private readonly refused = (): void => {
    this.tell({ kind: 'state', state: navigator.onLine ? 'connecting' : 'offline' })
    this.tryAgain()
  }

  /** Connects after a pause that doubles with every failure, and that is another one for every browser. */
  private tryAgain(): void {
    const longest = Math.min(RECONNECT_MAX_MS, RECONNECT_MIN_MS * 2 ** this.failures)
    this.failures += 1
    clearTimeout(this.retry)
    this.retry = setTimeout(() => this.socket.connect(), longest * (0.5 + Math.random() / 2))
  }

  /** This connection is no good: another one, in a while. */
  private leave(): void {
    this.socket.disconnect()
    this.tryAgain()
  }

  private restart(): void {
    clearTimeout(this.retry)
    this.socket.disconnect().connect()
  }

  /** Timers stand still while a machine sleeps, and are rare in a hidden tab; the connection is likely dead only when it says nothing either. */
  private readonly look = (): void => {
    if (this.socket.connected && Date.now() - this.heardAt > SILENCE_MAX_MS) this.restart()
  }

  private readonly wake = (): void => {
    if (!this.socket.connected) this.restart()
  }

  private readonly lost = (): void => this.tell({ kind: 'state', state: 'offline' })
}
