// What the mock is asked and what it answers.

import { STATUS_CODES, type IncomingHttpHeaders } from 'node:http'

export type Asked = {
  method: string
  /** Without `/api/v1`. */
  path: string
  search: URLSearchParams
  headers: IncomingHttpHeaders
  /** The body as it came. */
  text: string
}

export type Answer<T = unknown> = {
  status: number
  body?: T
  headers?: Record<string, string>
  /** How long the answer is held back. */
  delay_ms?: number
}

export const ok = <T>(body: T, headers: Record<string, string> = {}): Answer<T> => ({ status: 200, body, headers })

/** A request that is answered with a problem. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly answer: Answer

  constructor(status: number, code: string, detail: string, headers: Record<string, string> = {}) {
    super(detail)
    this.answer = { status, body: { type: `urn:switchboard:error:${code}`, title: STATUS_CODES[status], status, code, detail }, headers }
  }
}

export const invalid = (detail: string) => new Refusal(400, 'invalid_request', detail)
export const notFound = (what: string) => new Refusal(404, 'not_found', `there is no such ${what}`)
export const unauthenticated = () => new Refusal(401, 'unauthenticated', 'sign in: the access token is missing, expired or not ours', { 'www-authenticate': 'Bearer' })

/** Whether a page of the same host asks, or a program, which names no page. */
export function sameOrigin({ origin, host = '' }: IncomingHttpHeaders): boolean {
  return origin === undefined || (host !== '' && origin.toLowerCase().split('://')[1] === host.toLowerCase())
}
