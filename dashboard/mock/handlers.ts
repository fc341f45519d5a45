// The API's answers, as the contract has them: pagination by cursor, filters, problems with codes. Sentinels make failures:
// the password `server-error` answers 500 and `too-many` 429.

import type { ConversationItem, MessageItem, PageConversationItem, PageMessageItem } from '../api/generated/switchboard.ts'
import { matches } from '../features/messages/matches.ts'
import { ok, problem, type Answer, type Asked } from './answer.ts'
import type { Account, Tables, Tenant } from './tables.ts'
import { isVerb, Writes } from './writes.ts'

const TOKEN_S = 900
const LIMIT_MAX = 200

type Row = { id: string; at: string }
function newestFirst(a: Row, b: Row): number {
  return a.at < b.at ? 1 : a.at > b.at ? -1 : a.id < b.id ? 1 : a.id > b.id ? -1 : 0
}

/** A page of rows in order; the cursor names the last row. */
function page<T extends { id: string }>(rows: T[], at: (row: T) => string, search: URLSearchParams): { items: T[]; next_cursor: string | null } {
  const limit = Math.min(LIMIT_MAX, Number(search.get('limit') ?? 50))
  const cursor = search.get('cursor')
  const sorted = rows.map((row) => ({ row, id: row.id, at: at(row) })).sort(newestFirst)
  const after = cursor ? (JSON.parse(Buffer.from(cursor, 'base64url').toString()) as Row) : null
  const rest = after ? sorted.filter((row) => newestFirst(row, after) > 0) : sorted
  const items = rest.slice(0, limit)
  const last = items.at(-1)
  const more = rest.length > limit && last
  return { items: items.map(({ row }) => row), next_cursor: more ? Buffer.from(JSON.stringify({ id: last.id, at: last.at })).toString('base64url') : null }
}

export class Handlers {
  private readonly writes: Writes
  private readonly tables: Tables

  constructor(tables: Tables) {
    this.tables = tables
    this.writes = new Writes(tables)
  }

  answer(asked: Asked): Answer {
    const { path } = asked
    if (path.startsWith('/auth/')) return this.auth(asked)
    const account = this.account(asked.token)
    if (!account) return problem(401, 'unauthenticated', 'sign in')
    const visible = this.tables.visible(account)
    if (path === '/businesses') return ok({ items: visible, next_cursor: null })
    if (path === '/messages') {
      if (!account.is_admin) return problem(403, 'forbidden', 'admins only')
      return ok(this.messages([...this.tables.tenants.values()], asked.search))
    }
    const [, , id = '', noun, conversation, more] = path.split('/')
    const tenant = this.tables.tenants.get(id)
    if (!tenant || !visible.some((business) => business.id === id)) return problem(403, 'not_a_member', 'you are not a member of this business')
    if (noun === 'messages') return ok(this.messages([tenant], asked.search))
    if (noun === 'members') return ok({ items: this.tables.members(tenant), next_cursor: null })
    if (noun !== 'conversations') return problem(404, 'not_found', 'no such resource')
    if (!conversation) return ok(this.conversations(tenant, account, asked.search))
    const found = tenant.conversations.get(conversation)
    if (!found) return problem(404, 'not_found', 'no such conversation')
    if (asked.method === 'POST') return isVerb(more) ? this.writes.answer(asked, account, tenant, found, more) : problem(404, 'not_found', 'no such resource')
    return ok(more ? page<MessageItem>(tenant.messages.get(conversation) ?? [], (m) => m.occurred_at, asked.search) : found)
  }

  account(token: string | null) {
    const email = token ? this.tables.sessions.get(token) : undefined
    return this.tables.accounts.find((account) => account.email === email)
  }

  private signedIn(email: string): Answer {
    const account = this.tables.accounts.find((a) => a.email === email)
    if (!account) return problem(401, 'no_session', 'sign in')
    const { password: _, ...user } = account
    const token = crypto.randomUUID()
    this.tables.sessions.set(token, email)
    const refresh = crypto.randomUUID()
    this.tables.sessions.set(refresh, email)
    return ok({ access_token: token, token_type: 'Bearer', expires_in: TOKEN_S, user }, `sb_refresh=${refresh}; HttpOnly; SameSite=Strict; Path=/api/v1/auth; Max-Age=2592000`)
  }

  private auth({ path, body, token, cookie }: Asked): Answer {
    const refresh = /sb_refresh=([^;]+)/.exec(cookie ?? '')?.[1]
    switch (path) {
      case '/auth/login': {
        if (body.password === 'server-error') return problem(500, 'internal', 'something failed on our side')
        if (body.password === 'too-many') return problem(429, 'too_many_attempts', 'wait and try again')
        const account = this.tables.accounts.find((a) => a.email === body.email && a.password === body.password)
        return account ? this.signedIn(account.email) : problem(401, 'wrong_credentials', 'the email or the password is wrong')
      }
      case '/auth/refresh': {
        const email = refresh ? this.tables.sessions.get(refresh) : undefined
        if (!email || !refresh) return problem(401, 'no_session', 'sign in')
        this.tables.sessions.delete(refresh)
        return this.signedIn(email)
      }
      case '/auth/logout':
        if (refresh) this.tables.sessions.delete(refresh)
        return { status: 204, cookie: 'sb_refresh=; HttpOnly; SameSite=Strict; Path=/api/v1/auth; Max-Age=0' }
      case '/auth/accept-invite': {
        if (body.token !== 'good-invite') return problem(404, 'unknown_invite', 'this invitation was used or has run out')
        if (String(body.password).length < 10) return problem(400, 'weak_password', 'use at least 10 characters')
        return this.signedIn('agent@globex.example')
      }
      case '/auth/me': {
        const account = this.account(token)
        if (!account) return problem(401, 'unauthenticated', 'sign in')
        const { password: _, ...me } = account
        return ok(me)
      }
      default:
        return problem(404, 'not_found', 'no such resource')
    }
  }

  private conversations(tenant: Tenant, account: Account, search: URLSearchParams): PageConversationItem {
    const state = search.get('state')
    const asked = search.get('assignee')
    const assignee = asked === 'me' ? account.id : asked
    const rows = [...tenant.conversations.values()].filter(
      (conversation) => (!state || conversation.state === state) && (!assignee || (conversation.assignee?.id ?? 'none') === assignee),
    )
    return page<ConversationItem>(rows, (conversation) => conversation.last_message_at, search)
  }

  private messages(tenants: Tenant[], search: URLSearchParams): PageMessageItem {
    const { business, ...filter } = Object.fromEntries([...search].map(([name, value]) => [name, value.trim()]))
    const rows = tenants
      .filter((tenant) => !business || tenant.business.id === business)
      .flatMap((tenant) => [...tenant.messages.values()].flatMap((messages) => messages.filter((item) => matches(item, filter))))
    return page<MessageItem>(rows, (item) => item.occurred_at, search)
  }
}
