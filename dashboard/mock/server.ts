// A whole Switchboard in one process and in memory, for developing and for browser tests. It speaks the same HTTP and the same
// socket as the API, and serves the export; with --dev it starts `next dev` and stands in front of it.
// POST /mock/<verb> steers it: see `control`.

import { spawn } from 'node:child_process'
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Handlers } from './handlers.ts'
import { MockLive } from './live.ts'
import { serveStatic } from './static.ts'
import { Tables } from './tables.ts'

const dev = process.argv.includes('--dev')
const port = Number(process.env.PORT ?? 3000)
const nextPort = port + 1
const KEEP_ALIVE_MS = 300_000

const tables = new Tables(Date.now)
const handlers = new Handlers(tables)
/** Answer time, and whether the API is away. */
const weather = { latency_ms: dev ? 40 : 0, away: false }

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  return text ? (JSON.parse(text) as Record<string, unknown>) : {}
}

function json(response: ServerResponse, status: number, body?: unknown, cookie?: string): void {
  const type = status >= 400 ? 'application/problem+json' : 'application/json'
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', ...(cookie ? { 'set-cookie': cookie } : {}) })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}

async function api(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  if (weather.away) {
    request.socket.destroy()
    return
  }
  if (weather.latency_ms) await pause(weather.latency_ms)
  const { status, body, cookie } = handlers.answer({
    method: request.method ?? 'GET',
    path: url.pathname.slice('/api/v1'.length),
    search: url.searchParams,
    body: await bodyOf(request),
    token: request.headers.authorization?.replace('Bearer ', '') ?? null,
    cookie: request.headers.cookie ?? null,
    key: request.headers['idempotency-key']?.toString() ?? null,
  })
  json(response, status, body, cookie)
}

/** What tests and curious people can make happen. */
async function control(request: IncomingMessage, response: ServerResponse, verb: string): Promise<void> {
  const body = await bodyOf(request)
  const text = (name: string, otherwise: string) => (typeof body[name] === 'string' ? body[name] : otherwise)
  const tenant = tables.tenants.get(text('business', 'acme_3f9c2a'))
  if (!tenant) return json(response, 404, { error: 'no such business' })
  const byNumber = () => [...tenant.conversations.values()].find(({ contact }) => contact.wa_id === body.from)
  switch (verb) {
    case 'inbound': {
      const from = text('from', '4915100000001')
      const conversation = byNumber() ?? tables.newConversation(tenant, (body.name as string | undefined) ?? null, from, Date.now())
      const item = tables.receive(tenant, conversation, 'in', text('text', 'Hello'))
      return json(response, 200, { conversation: conversation.id, message: item.id })
    }
    case 'outbound': {
      const conversation = byNumber()
      if (!conversation) return json(response, 404, { error: 'no such conversation' })
      const item = tables.receive(tenant, conversation, 'out', text('text', 'Hello'))
      return json(response, 200, { conversation: conversation.id, message: item.id })
    }
    case 'status':
      tables.status(tenant, text('conversation', ''), text('message', ''), text('status', 'sent'))
      return json(response, 200, {})
    case 'burst': {
      const all = [...tenant.conversations.values()].slice(-200)
      for (let n = 0; n < Number(body.count); n++) {
        const conversation = all[(n * 7) % all.length]
        if (conversation) tables.receive(tenant, conversation, 'in', `Burst ${n}`)
      }
      return json(response, 200, {})
    }
    case 'weather':
      Object.assign(weather, body)
      return json(response, 200, weather)
    case 'mute':
      live.mute()
      return json(response, 200, {})
    case 'cut':
      live.forgetful = body.forget === true
      live.cut()
      return json(response, 200, {})
    case 'connections':
      return json(response, 200, { count: live.connections })
    default:
      return json(response, 404, { error: 'no such verb' })
  }
}

function toNext(request: IncomingMessage, response: ServerResponse): void {
  const onward = ask({ port: nextPort, path: request.url, method: request.method, headers: request.headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  onward.on('error', () => response.writeHead(503, { refresh: '1' }).end('next dev is starting'))
  request.pipe(onward)
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://mock')
  const work = url.pathname.startsWith('/api/v1/')
    ? api(request, response, url)
    : url.pathname.startsWith('/mock/')
      ? control(request, response, url.pathname.slice('/mock/'.length))
      : dev
        ? toNext(request, response)
        : serveStatic(request, response, url.pathname)
  Promise.resolve(work).catch((error: unknown) => {
    console.error(error)
    if (!response.headersSent) json(response, 500, { code: 'internal', status: 500, detail: String(error) })
  })
})
// Longer than a test pauses: a connection closed in the very moment that it is used again fails the request.
server.keepAliveTimeout = KEEP_ALIVE_MS
const live = new MockLive(server, tables, handlers)

server.on('upgrade', (request, socket, head) => {
  if (!dev || request.url?.startsWith('/socket.io')) return
  // Hot reload of `next dev`.
  const onward = connect(nextPort, '127.0.0.1', () => {
    const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${String(value)}`)
    onward.write(`${request.method ?? 'GET'} ${request.url ?? '/'} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`)
    onward.write(head)
    socket.pipe(onward).pipe(socket)
  })
  onward.on('error', () => socket.destroy())
  socket.on('error', () => onward.destroy())
})

server.listen(port, '127.0.0.1', () => {
  const address = server.address() as AddressInfo
  console.log(`Switchboard (mock) on http://127.0.0.1:${address.port}`)
  console.log('Sign in as owner@acme.example, agent@globex.example or admin@switchboard.example; password: correct horse battery')
})

if (dev) {
  const root = join(import.meta.dirname, '..')
  const next = spawn(process.execPath, [join(root, 'node_modules/next/dist/bin/next'), 'dev', '--port', String(nextPort)], { cwd: root, stdio: 'inherit' })
  next.on('exit', (code) => process.exit(code ?? 1))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => next.kill(signal))
}
