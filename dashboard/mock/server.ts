// A whole Switchboard in one process and in memory, for developing and for browser tests. It speaks the same HTTP and the same
// socket as the API, and serves the export; with --dev it starts `next dev` and stands in front of it.
// POST /mock/<verb> steers it: see README.md.

import { spawn } from 'node:child_process'
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { control, type Weather } from './control.ts'
import { Handlers } from './handlers.ts'
import { MockLive } from './live.ts'
import { seed } from './seed.ts'
import { Sessions } from './sessions.ts'
import { serveStatic } from './static.ts'
import { Tables } from './tables.ts'

const dev = process.argv.includes('--dev')
const port = Number(process.env.PORT ?? 3000)
const nextPort = port + 1
const KEEP_ALIVE_MS = 300_000
/** How often snoozes and tokens that are over are looked for, as the worker and the API do. */
const SWEEP_MS = 2_000

const tables = new Tables(Date.now)
seed(tables)
const sessions = new Sessions(Date.now)
const handlers = new Handlers(tables, sessions)
const weather: Weather = { latency_ms: dev ? 40 : 0, away: false }

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

function json(response: ServerResponse, status: number, body?: unknown, headers?: Record<string, string>): void {
  const type = status >= 400 ? 'application/problem+json' : 'application/json'
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', ...headers })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}

async function api(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  if (weather.away) {
    request.socket.destroy()
    return
  }
  if (weather.latency_ms) await pause(weather.latency_ms)
  const { method = 'GET', headers } = request
  const { status, body, headers: said, delay_ms = 0 } = handlers.answer({ method, path: url.pathname.slice('/api/v1'.length), search: url.searchParams, headers, text: await textOf(request) })
  if (delay_ms) await pause(delay_ms)
  json(response, status, body, said)
}

async function steer(request: IncomingMessage, response: ServerResponse, verb: string): Promise<void> {
  const text = await textOf(request)
  const done = control({ tables, sessions, live, weather }, verb, text ? (JSON.parse(text) as Record<string, unknown>) : {})
  json(response, done ? 200 : 404, done ?? { error: 'no such verb, business or conversation' })
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
      ? steer(request, response, url.pathname.slice('/mock/'.length))
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
const live = new MockLive(server, tables, handlers, sessions)
setInterval(() => {
  tables.wake()
  live.sweep()
}, SWEEP_MS)

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
  console.log('Invitations: /accept-invite?token=good-invite, and known-invite for lena@acme.example, who has an account')
})

if (dev) {
  const root = join(import.meta.dirname, '..')
  const next = spawn(process.execPath, [join(root, 'node_modules/next/dist/bin/next'), 'dev', '--port', String(nextPort)], { cwd: root, stdio: 'inherit' })
  next.on('exit', (code) => process.exit(code ?? 1))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => next.kill(signal))
}
