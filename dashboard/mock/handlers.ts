// The API's answers, as the contract has them: one entry per operation of openapi.json.

import type {
  BusinessItem,
  ConversationItem,
  MemberItem,
  MessageItem,
  PageBusinessItem,
  PageConversationItem,
  PageMemberItem,
  PageMessageItem,
} from '../api/generated/switchboard.ts'
import { matches } from '../features/messages/matches.ts'
import { notFound, ok, Refusal, type Answer, type Asked } from './answer.ts'
import { Auth } from './auth.ts'
import { byId, newest, page } from './page.ts'
import { conversationFilter, messageFilter, TENANT_ID, UUID } from './parse.ts'
import { delayOf, fail, wordsOf } from './sentinels.ts'
import type { Sessions } from './sessions.ts'
import type { Account, Tables, Tenant } from './tables.ts'
import { VERBS, Writes, type Verb } from './writes.ts'

/** What stands in the address of a request. */
type Ids = { tenantId?: string; id?: string }
type Handler = (asked: Asked, ids: Ids) => Answer

const businesses = byId<BusinessItem>(TENANT_ID)
const members = byId<MemberItem>(UUID)
const conversations = newest<ConversationItem>((conversation) => conversation.last_message_at)
const messages = newest<MessageItem>((message) => message.occurred_at)

const notAMember = () => new Refusal(403, 'not_a_member', 'you are not a member of this business')

/** What `/businesses/{tenantId}/members` matches. */
const pattern = (path: string) => new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)

export class Handlers {
  private readonly auth: Auth
  private readonly writes: Writes
  private readonly tables: Tables
  private readonly routes: { method: string; path: RegExp; handler: Handler }[]

  constructor(tables: Tables, sessions: Sessions) {
    this.tables = tables
    this.auth = new Auth(tables, sessions)
    this.writes = new Writes(tables)
    this.routes = Object.entries(this.operations()).map(([operation, handler]) => {
      const [method = '', path = ''] = operation.split(' ')
      return { method, path: pattern(path), handler }
    })
  }

  private operations(): Record<string, Handler> {
    const conversation = '/businesses/{tenantId}/conversations/{id}'
    return {
      'POST /auth/login': this.auth.login,
      'POST /auth/refresh': this.auth.refresh,
      'POST /auth/logout': this.auth.logout,
      'GET /auth/me': this.auth.me,
      'POST /auth/accept-invite': this.auth.acceptInvite,
      'GET /businesses': this.listBusinesses,
      'GET /businesses/{tenantId}': this.getBusiness,
      'GET /businesses/{tenantId}/members': this.listMembers,
      'GET /businesses/{tenantId}/messages': this.listMessages,
      'GET /messages': this.listMessagesAcross,
      'GET /businesses/{tenantId}/conversations': this.listConversations,
      [`GET ${conversation}`]: this.getConversation,
      [`GET ${conversation}/messages`]: this.listConversationMessages,
      ...Object.fromEntries(Object.entries(VERBS).map(([name, verb]) => [`POST ${conversation}/${name}`, this.write(verb)])),
    }
  }

  answer(asked: Asked): Answer {
    const id = asked.headers['x-request-id']?.toString() ?? crypto.randomUUID()
    const answer = { ...this.attempt(asked), delay_ms: delayOf(asked) }
    const body = answer.status >= 400 ? { ...(answer.body as object), request_id: id } : answer.body
    return { ...answer, body, headers: { ...answer.headers, 'x-request-id': id } }
  }

  private attempt(asked: Asked): Answer {
    try {
      for (const word of wordsOf(asked)) fail(word)
      for (const { method, path, handler } of this.routes) {
        const found = method === asked.method && path.exec(asked.path)
        if (found) return handler(asked, { ...found.groups })
      }
      throw notFound('page')
    } catch (error) {
      if (error instanceof Refusal) return error.answer
      throw error
    }
  }

  /** Whose access token this is, while it is good. */
  account(token: string): Account | undefined {
    return this.auth.account(token)
  }

  /** A business that somebody may see. Whoever isn't a member is told so whether or not it exists, and so learns nothing. */
  business(account: Account, id: string): Tenant {
    if (!TENANT_ID.test(id)) throw notFound('business')
    if (!account.is_admin && !account.memberships.some(({ business }) => business === id)) throw notAMember()
    const tenant = this.tables.tenants.get(id)
    if (!tenant) throw notFound('business')
    return tenant
  }

  private scope(asked: Asked, { tenantId = '' }: Ids): { account: Account; tenant: Tenant } {
    const account = this.auth.caller(asked)
    return { account, tenant: this.business(account, tenantId) }
  }

  private conversation(tenant: Tenant, { id = '' }: Ids): ConversationItem {
    const found = tenant.conversations.get(id)
    if (!found) throw notFound('conversation')
    return found
  }

  private readonly listBusinesses = (asked: Asked): Answer<PageBusinessItem> => {
    const visible = this.tables.visible(this.auth.caller(asked))
    return ok(page(visible, businesses, asked.search))
  }

  private readonly getBusiness = (asked: Asked, ids: Ids): Answer<BusinessItem> => {
    const { account, tenant } = this.scope(asked, ids)
    return ok(this.tables.seenBy(account, tenant))
  }

  private readonly listMembers = (asked: Asked, ids: Ids): Answer<PageMemberItem> => {
    const { tenant } = this.scope(asked, ids)
    return ok(page(this.tables.members(tenant), members, asked.search))
  }

  private readonly listMessages = (asked: Asked, ids: Ids): Answer<PageMessageItem> => {
    const { tenant } = this.scope(asked, ids)
    return this.found([tenant], asked.search)
  }

  private readonly listMessagesAcross = (asked: Asked): Answer<PageMessageItem> => {
    const account = this.auth.caller(asked)
    const business = asked.search.get('business')
    const visible = this.tables.visible(account).map(({ id }) => id)
    return this.found(business ? [this.business(account, business)] : visible.map((id) => this.business(account, id)), asked.search)
  }

  private found(tenants: Tenant[], search: URLSearchParams): Answer<PageMessageItem> {
    const filter = messageFilter(search)
    const rows = tenants.flatMap((tenant) => [...tenant.messages.values()].flatMap((all) => all.filter((item) => matches(item, filter))))
    return ok(page(rows, messages, search))
  }

  private readonly listConversations = (asked: Asked, ids: Ids): Answer<PageConversationItem> => {
    const { account, tenant } = this.scope(asked, ids)
    const { state, assignee } = conversationFilter(asked.search, account.id)
    const rows = [...tenant.conversations.values()].filter(
      (conversation) => (!state || conversation.state === state) && (assignee === undefined || (conversation.assignee?.id ?? null) === assignee),
    )
    return ok(page(rows, conversations, asked.search))
  }

  private readonly getConversation = (asked: Asked, ids: Ids): Answer<ConversationItem> => {
    const { tenant } = this.scope(asked, ids)
    return ok(this.conversation(tenant, ids))
  }

  private readonly listConversationMessages = (asked: Asked, ids: Ids): Answer<PageMessageItem> => {
    const { tenant } = this.scope(asked, ids)
    const { id } = this.conversation(tenant, ids)
    return ok(page(tenant.messages.get(id) ?? [], messages, asked.search))
  }

  private write(verb: Verb): Handler {
    return (asked, ids) => {
      const { account, tenant } = this.scope(asked, ids)
      if (!UUID.test(ids.id ?? '')) throw notFound('conversation')
      return this.writes.perform(asked, account, tenant, () => this.conversation(tenant, ids), verb)
    }
  }
}
