// What people do to conversations: read, assign, resolve, reopen, snooze. A write that was done is done once per Idempotency-Key; one that
// was refused leaves its key free (crates/store/src/idempotency.rs).

import type { ConversationItem } from '../api/generated/switchboard.ts'
import { ok, Refusal, type Answer, type Asked } from './answer.ts'
import { idOf, instantOf, keyOf, membersOf } from './parse.ts'
import type { Account, Tables, Tenant } from './tables.ts'

const refused = (code: string, detail: string) => new Refusal(422, code, detail)

type Scope = { tables: Tables; tenant: Tenant }
/** What is to become of a conversation; refuses what can't be done now. */
type Action = (conversation: ConversationItem) => Partial<ConversationItem>
/** Reads what a body asks for; refuses what can't be read. */
export type Verb = (body: Record<string, unknown>, scope: Scope) => Action

/** Only ever fewer: a page that comes late with an older message makes nothing unread again. */
const read: Verb = (body, { tenant }) => {
  const seen = idOf(body, 'last_seen')
  return ({ id, unread }) => {
    const messages = tenant.messages.get(id) ?? []
    const at = messages.findIndex((message) => message.id === seen)
    if (at === -1) throw refused('unknown_message', '`last_seen` is not a message of this conversation')
    const later = messages.slice(at + 1).filter(({ direction }) => direction === 'in').length
    return { unread: Math.min(unread, later) }
  }
}

const assign: Verb = (body, { tables, tenant }) => {
  const wanted = body.assignee === null ? null : idOf(body, 'assignee')
  return () => {
    const member = tables.members(tenant).find(({ id }) => id === wanted)
    if (wanted && !member) throw refused('assignee_not_a_member', '`assignee` is not a member of this business: see its members')
    return { assignee: member ? { id: member.id, name: member.name || member.email } : null }
  }
}

const snooze: Verb = (body, { tables }) => {
  const until = instantOf(body, 'until')
  return () => {
    if (until <= tables.now()) throw refused('until_not_in_future', '`until` must be in the future')
    return { state: 'snoozed', snoozed_until: new Date(until).toISOString() }
  }
}

export const VERBS: Record<string, Verb> = {
  read,
  assign,
  resolve: () => () => ({ state: 'resolved', snoozed_until: null }),
  reopen: () => () => ({ state: 'open', snoozed_until: null }),
  snooze,
}

export class Writes {
  private readonly tables: Tables
  private readonly done = new Map<string, { asked: string; item: ConversationItem }>()

  constructor(tables: Tables) {
    this.tables = tables
  }

  /** Does what a verb says to a conversation and answers with it. `find` refuses one that isn't there. */
  perform(asked: Asked, account: Account, tenant: Tenant, find: () => ConversationItem, verb: Verb): Answer<ConversationItem> {
    const key = keyOf(asked.headers['idempotency-key'])
    const text = asked.text || '{}'
    const action = verb(membersOf(text), { tables: this.tables, tenant })
    const id = key && JSON.stringify([tenant.business.id, account.id, key])
    const said = JSON.stringify([asked.path, text])
    const before = id && this.done.get(id)
    if (before && before.asked !== said) throw refused('idempotency_key_reused', 'this Idempotency-Key was used for another request: take a new one')
    if (before) return ok(before.item, { 'idempotency-replayed': 'true' })
    const conversation = find()
    const item = this.tables.settle(tenant, conversation.id, action(conversation))
    if (id) this.done.set(id, { asked: said, item })
    return ok(item)
  }
}
