// What a request makes of answers that don't come whole: always an ApiError, so that reads are asked again and writes keep their key.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readCurrent, request } from './client.ts'
import { ApiError, mayRetry } from './errors.ts'

let answer: (response: ServerResponse, asked: IncomingMessage) => void = () => undefined
const server = createServer((asked, response) => answer(response, asked))
/** Ends the wait for an answer. */
let timeout = new AbortController()
/** What happens once the head of an answer is there. */
let begun: () => void = () => undefined

beforeEach(async () => {
  timeout = new AbortController()
  begun = () => undefined
  vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout.signal)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const real = fetch
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const response = await real(`http://127.0.0.1:${port}${path}`, init)
    begun()
    return response
  })
})

afterEach(async () => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  server.closeAllConnections()
  await new Promise((closed) => server.close(closed))
})

const stalled = (response: ServerResponse) => response.writeHead(200, { 'content-length': 1000 }).write('{"items": [')
const failure = async (asked: Promise<unknown>) => asked.then(() => 'an answer', (error: unknown) => error)

test('a body that is cut off is no answer', async () => {
  answer = (response) => response.writeHead(200, { 'content-length': 1000 }).write('{"items": [', () => response.destroy())
  const error = await failure(request('/api/v1/businesses'))
  expect(error).toBeInstanceOf(ApiError)
  expect(error).toMatchObject({ problem: { code: 'offline' } })
  expect(mayRetry(error)).toBe(true)
})

test('nor is the page of something that stands between', async () => {
  answer = (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in to the hotel</html>')
  expect(await failure(request('/api/v1/businesses'))).toMatchObject({ problem: { code: 'offline', status: 0 } })
})

test('a body that stalls takes too long', async () => {
  answer = stalled
  begun = () => timeout.abort()
  expect(await failure(request('/api/v1/businesses'))).toMatchObject({ problem: { code: 'timeout', status: 0 } })
})

test('whoever gives up gets what they asked for: an end, not a problem', async () => {
  const mine = new AbortController()
  answer = stalled
  begun = () => mine.abort()
  expect(await failure(request('/api/v1/businesses', { signal: mine.signal }))).toMatchObject({ name: 'AbortError' })
})

test('what must be current says so for a while, of that business and of lists across businesses', async () => {
  const now = vi.spyOn(Date, 'now').mockReturnValue(1_000)
  answer = (response, { headers }) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(headers['cache-control'] ?? ''))
  const said = () => Promise.all(['businesses/acme/messages', 'businesses/acme', 'messages?limit=5', 'businesses/acme2/messages', 'businesses'].map((path) => request(`/api/v1/${path}`)))
  expect(await said()).toEqual(['', '', '', '', ''])
  readCurrent('acme', 3_000)
  now.mockReturnValue(3_999)
  expect(await said()).toEqual(['no-cache', 'no-cache', 'no-cache', '', 'no-cache'])
  now.mockReturnValue(4_000)
  expect(await said()).toEqual(['', '', '', '', ''])
})
