// The socket's side of the mock: subscriptions, replay and resync, as DESIGN section 6 has them.

import type { Server as HttpServer } from 'node:http'
import { Server, type Socket } from 'socket.io'
import type { Handlers } from './handlers.ts'
import type { Tables } from './tables.ts'

type Want = { business: string; after?: number; epoch?: string }
type Ack = (answer: { ok: true; epoch: string; head: number } | { error: string }) => void

export class MockLive {
  readonly io: Server
  /** Makes the next replay impossible, as after 24 hours. */
  forgetful = false
  private readonly muted = new Set<string>()
  private readonly tables: Tables
  private readonly handlers: Handlers

  constructor(http: HttpServer, tables: Tables, handlers: Handlers) {
    this.tables = tables
    this.handlers = handlers
    this.io = new Server(http, { path: '/socket.io', transports: ['websocket'], serveClient: false, destroyUpgrade: false })
    this.io.use((socket, next) => {
      const token = (socket.handshake.auth as { token?: string }).token ?? null
      next(handlers.account(token) ? undefined : new Error('unauthenticated'))
    })
    this.io.on('connection', (socket) => this.connected(socket))
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

  private connected(socket: Socket): void {
    const sent = new Map<string, number>()
    const drain = (business: string) => {
      const from = sent.get(business)
      if (from === undefined || this.muted.has(socket.id)) return
      for (const change of this.tables.tenants.get(business)?.stream ?? []) {
        if (change.seq <= (sent.get(business) ?? from)) continue
        sent.set(business, change.seq)
        socket.emit('change', change)
      }
    }
    this.tables.listeners.add(drain)
    socket.on('disconnect', () => this.tables.listeners.delete(drain))
    socket.on('subscribe', (want: Want, ack: Ack) => {
      const account = this.handlers.account((socket.handshake.auth as { token?: string }).token ?? null)
      const allowed = account && this.tables.visible(account).some(({ id }) => id === want.business)
      if (!allowed) return ack({ error: 'not_a_member' })
      const { epoch } = this.tables
      const head = this.tables.head()
      const canReplay = want.epoch === epoch && want.after !== undefined && !this.forgetful
      this.forgetful = false
      ack({ ok: true, epoch, head })
      if (want.after !== undefined && !canReplay) socket.emit('resync', { business: want.business, epoch, head })
      sent.set(want.business, canReplay ? (want.after ?? head) : head)
      drain(want.business)
    })
  }
}
