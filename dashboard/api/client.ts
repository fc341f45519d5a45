// One request to the API: bearer token, JSON, problems as ApiError, one silent retry after a refreshed token.

import { ApiError, problemOf } from './errors.ts'

/** Who lends the access token; the session registers itself, so that this file knows no sign-in. */
export type Credentials = {
  /** A token that is good now, refreshed when needed; null when nobody is signed in. */
  token: () => Promise<string | null>
  /** The token just used was refused: another one, or null. */
  renew: (refused: string) => Promise<string | null>
}

let credentials: Credentials | null = null

export function lendCredentials(lender: Credentials): void {
  credentials = lender
}

const TIMEOUT_MS = 20_000

/** Businesses of which nothing older than now may be read, and until when, in milliseconds. */
const current = new Map<string, number>()

/** For so long from now, what is read of a business comes from where it was written, and not from a replica that may be behind. */
export function readCurrent(business: string, for_ms: number): void {
  current.set(business, Date.now() + for_ms)
}

/** A list across businesses is of each of them. */
function mustBeCurrent(path: string): boolean {
  const [, business] = /^\/api\/v1\/businesses\/([^/?]+)/.exec(path) ?? []
  const until = business === undefined ? Math.max(0, ...current.values()) : current.get(business)
  return until !== undefined && Date.now() < until
}

/** Ways to sign in and out carry their own proof, and must work while nobody is signed in. */
const WITHOUT_TOKEN = new Set(['login', 'refresh', 'logout', 'accept-invite'].map((verb) => `/api/v1/auth/${verb}`))

async function exchange<T>(path: string, init: RequestInit, token: string | null): Promise<T> {
  const headers = new Headers(init.headers)
  headers.set('accept', 'application/json')
  if (token) headers.set('authorization', `Bearer ${token}`)
  if (mustBeCurrent(path)) headers.set('cache-control', 'no-cache')
  const timeout = AbortSignal.timeout(TIMEOUT_MS)
  const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout
  try {
    const response = await fetch(path, { ...init, headers, signal, credentials: 'same-origin' })
    if (!response.ok) throw new ApiError(await problemOf(response))
    return response.status === 204 ? (undefined as T) : ((await response.json()) as T)
  } catch (cause) {
    if (cause instanceof ApiError || init.signal?.aborted) throw cause
    // A body that was cut off, or isn't the API's, says as little as none.
    throw new ApiError({ code: timeout.aborted ? 'timeout' : 'offline', status: 0 })
  }
}

/** A request in the name of whoever is signed in; every function of the generated client calls it. Throws ApiError. */
export async function request<T>(path: string, init: RequestInit = {}): Promise<T> {
  if (WITHOUT_TOKEN.has(path)) return exchange<T>(path, init, null)
  const token = (await credentials?.token()) ?? null
  try {
    return await exchange<T>(path, init, token)
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401 || !token) throw error
    const renewed = (await credentials?.renew(token)) ?? null
    if (!renewed) throw error
    return exchange<T>(path, init, renewed)
  }
}
