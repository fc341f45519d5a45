// A mock without a server, asked as a browser asks, with a clock that stands still. Whatever it answers is held against the contract. For tests.

import type { SignedIn } from '../api/generated/switchboard.ts'
import type { Problem } from '../api/errors.ts'
import type { Answer } from './answer.ts'
import { faultsOf } from './contract.ts'
import { Handlers } from './handlers.ts'
import { PASSWORD, seed } from './seed.ts'
import { Sessions } from './sessions.ts'
import { Tables, type Tenant } from './tables.ts'

export const [ACME, GLOBEX, NOBODYS] = ['acme_3f9c2a', 'globex_77aa01', 'nobody_000000'] as const
export const [OWNER, AGENT, ADMIN, LENA, NOBODY] = ['owner@acme.example', 'agent@globex.example', 'admin@switchboard.example', 'lena@acme.example', 'nobody@example.org'] as const

type Sent = { as?: string; body?: unknown; text?: string; headers?: Record<string, string> }
/** An answer, and what of it tests look at most. */
export type Reply<T> = Answer<T> & { body: T; code: string | undefined; cookie: string }

export class World {
  now_ms = Date.parse('2026-11-25T12:00:00Z')
  readonly tables = new Tables(() => this.now_ms)
  readonly sessions = new Sessions(() => this.now_ms)
  readonly handlers = new Handlers(this.tables, this.sessions)

  constructor() {
    seed(this.tables, { conversations: 4, messages: 3 })
  }

  tenant(business: string): Tenant {
    const tenant = this.tables.tenants.get(business)
    if (!tenant) throw new Error(`no business ${business}`)
    return tenant
  }

  /** Asks, for example `GET /businesses?limit=1`, and throws when the answer isn't what openapi.json has. */
  ask<T = unknown>(request: string, { as, body, text, headers = {} }: Sent = {}): Reply<T> {
    const [method = '', address = ''] = request.split(' ')
    const { pathname, searchParams } = new URL(address, 'http://mock')
    const sent = { 'content-type': 'application/json', ...(as ? { authorization: `Bearer ${as}` } : {}), ...headers }
    const answer = this.handlers.answer({ method, path: pathname, search: searchParams, headers: sent, text: text ?? (body === undefined ? '' : JSON.stringify(body)) })
    const faults = faultsOf(method, pathname, answer)
    if (faults.length > 0) throw new Error(`${request}: ${faults.join('; ')}`)
    const [cookie = ''] = (answer.headers?.['set-cookie'] ?? '').split(';')
    return { ...answer, body: answer.body as T, code: (answer.body as Partial<Problem> | undefined)?.code, cookie }
  }

  /** Signs in; the access token and the cookie. */
  signIn(email: string, password: string = PASSWORD): { token: string; cookie: string } {
    const { body, cookie } = this.ask<SignedIn>('POST /auth/login', { body: { email, password } })
    return { token: body.access_token, cookie }
  }

  refresh(cookie: string, headers: Record<string, string> = {}): Reply<SignedIn> {
    return this.ask<SignedIn>('POST /auth/refresh', { headers: { cookie, ...headers } })
  }
}
