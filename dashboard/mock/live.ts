// The socket's side of the mock: subscriptions, replay and resync, as api/src/live has them. Without `presence`, which no page shows.

import type { IncomingMessage, Server as HttpServer } from 'node:http'
import { Server, type Socket } from 'socket.io'
import { Refusal, sameOrigin, type Answer } from './answer.ts'
import type { Handlers } from './handlers.ts'
import { TENANT_ID } from './parse.ts'
import type { Sessions } from './sessions.ts'
import type { Tables } from './tables.ts'

/** Changes that one subscription replays; who missed more refetches. */
const REPLAY_MAX = 5_000

type Want = { business: string; after?: number; epoch?: string }
/** Absent when the client doesn't wait for an answer. */
type Acknowledge = ((answer: object) => void) | undefined
type Credentials = { token?: unknown } | undefined

const tokenOf = (credentials: Credentials) => (typeof credentials?.token === 'string' ? credentials.token : '')

export class MockLive {
  readonly io: Server
  /** Makes the next replay impossible, as after 24 hours. */
  forgetful = false
  /** Lets nobody in, as a network that is away. */
  away = false
  private readonly muted = new Set<string>()
  /** By socket, the token that it lives by. */
  private readonly tokens = new Map<Socket, string>()
  private readonly tables: Tables
  private readonly handlers: Handlers
  private readonly sessions: Sessions

  constructor(http: HttpServer, tables: Tables, handlers: Handlers, sessions: Sessions) {
    this.tables = tables
    this.handlers = handlers
    this.sessions = sessions
    const allowRequest = ({ headers }: IncomingMessage, decide: (error: null, allowed: boolean) => void) => decide(null, !this.away && sameOrigin(headers))
    this.io = new Server(http, { path: '/socket.io', transports: ['websocket'], serveClient: false, destroyUpgrade: false, allowRequest })
    this.io.use((socket, next) => {
      const token = tokenOf(socket.handshake.auth)
      if (!handlers.account(token)) return next(new Error('unauthenticated'))
      this.tokens.set(socket, token)
      next()
    })
    this.io.on('connection', (socket) => this.connected(socket))
    sessions.listeners.add(() => this.sweep())
  }

  /** How many sockets are open. */
  get connections(): number {
    return this.io.engine.clientsCount
  }

  cut(): void {
    this.io.disconnectSockets(true)
  }

  /** Says nothing more to the sockets there are, as a network that forgot them. */
  mute(): void {
    for (const id of this.io.sockets.sockets.keys()) this.muted.add(id)
  }

  /** Disconnects sockets whose token is good no more. */
  sweep(): void {
    for (const [socket, token] of this.tokens) if (!this.sessions.claims(token)) socket.disconnect()
  }

  private connected(socket: Socket): void {
    /** By business, the last change that it was sent. */
    const sent = new Map<string, number>()
    const drain = (business: string) => {
      const from = sent.get(business)
      if (from === undefined || this.muted.has(socket.id)) return
      const stream = this.tables.tenants.get(business)?.stream ?? []
      for (const change of stream.slice(stream.findLastIndex(({ seq }) => seq <= from) + 1)) {
        sent.set(business, change.seq)
        socket.emit('change', change)
      }
    }
    this.tables.listeners.add(drain)
    socket.on('disconnect', () => {
      this.tables.listeners.delete(drain)
      this.tokens.delete(socket)
    })
    socket.on('subscribe', (want: Want, acknowledge: Acknowledge) => {
      const refused = this.refusal(socket, want)
      if (refused) return acknowledge?.({ error: refused })
      const from = this.begin(socket, want)
      sent.set(want.business, from)
      drain(want.business)
      // Whoever has the acknowledgement has everything up to `head`.
      acknowledge?.({ ok: true, epoch: this.tables.epoch, head: this.tables.head() })
    })
    socket.on('unsubscribe', (want: Partial<Want> | undefined, acknowledge: Acknowledge) => {
      const { business = '' } = want ?? {}
      sent.delete(business)
      acknowledge?.(TENANT_ID.test(business) ? { ok: true } : { error: 'invalid_request' })
    })
    socket.on('authenticate', (credentials: Credentials, acknowledge: Acknowledge) => {
      const renewed = this.renew(socket, tokenOf(credentials))
      acknowledge?.(renewed ? { ok: true } : { error: 'unauthenticated' })
    })
  }

  /** Why this socket may not follow a business; null when it may. */
  private refusal(socket: Socket, want: Partial<Want> | undefined): string | null {
    if (typeof want?.business !== 'string') return 'invalid_request'
    const account = this.handlers.account(this.tokens.get(socket) ?? '')
    if (!account) return 'unauthenticated'
    try {
      this.handlers.business(account, want.business)
      return null
    } catch (error) {
      if (error instanceof Refusal) return (error.answer as Answer<{ code: string }>).body?.code ?? 'unavailable'
      throw error
    }
  }

  /** After which change the socket goes on; says `resync` when that leaves something out. */
  private begin(socket: Socket, { business, after, epoch }: Want): number {
    const head = this.tables.head()
    if (after === undefined) return head
    const missed = this.tables.tenants.get(business)?.stream.filter(({ seq }) => seq > after).length ?? 0
    const known = epoch === undefined || epoch === this.tables.epoch
    const complete = known && after <= head && missed <= REPLAY_MAX && !this.forgetful
    this.forgetful = false
    if (complete) return after
    if (!this.muted.has(socket.id)) socket.emit('resync', { business, epoch: this.tables.epoch, head })
    return head
  }

  /** Goes on by another token of the same person. */
  private renew(socket: Socket, token: string): boolean {
    const [now, next] = [this.sessions.claims(this.tokens.get(socket) ?? ''), this.sessions.claims(token)]
    if (!next || (now && now.account !== next.account)) return false
    this.tokens.set(socket, token)
    return true
  }
}
