// What people do to conversations: read, assign, resolve, reopen, snooze. Each write is done once per Idempotency-Key.

import type { ConversationItem } from '../api/generated/switchboard.ts'
import { ok, problem, type Answer, type Asked } from './answer.ts'
import type { Account, Tables, Tenant } from './tables.ts'

const VERBS = ['read', 'assign', 'resolve', 'reopen', 'snooze'] as const
type Verb = (typeof VERBS)[number]

export function isVerb(text: string | undefined): text is Verb {
  return (VERBS as readonly (string | undefined)[]).includes(text)
}

export class Writes {
  private readonly tables: Tables
  private readonly answered = new Map<string, { asked: string; answer: Answer }>()

  constructor(tables: Tables) {
    this.tables = tables
  }

  answer(asked: Asked, account: Account, tenant: Tenant, conversation: ConversationItem, verb: Verb): Answer {
    if (!asked.key) return this.write(asked, tenant, conversation, verb)
    const id = `${account.id} ${asked.key}`
    const said = JSON.stringify([asked.path, asked.body])
    const before = this.answered.get(id)
    if (before) return before.asked === said ? before.answer : problem(422, 'idempotency_key_reused', 'this key belongs to another request')
    const answer = this.write(asked, tenant, conversation, verb)
    this.answered.set(id, { asked: said, answer })
    return answer
  }

  private write({ body }: Asked, tenant: Tenant, conversation: ConversationItem, verb: Verb): Answer {
    const settle = (change: Partial<ConversationItem>) => ok(this.tables.settle(tenant, conversation.id, change))
    switch (verb) {
      case 'read': {
        const messages = tenant.messages.get(conversation.id) ?? []
        const at = messages.findIndex(({ id }) => id === body.last_seen)
        if (at === -1) return problem(422, 'unknown_message', 'no such message in this conversation')
        const later = messages.slice(at + 1).filter(({ direction }) => direction === 'in').length
        return settle({ unread: Math.min(conversation.unread, later) })
      }
      case 'assign': {
        if (body.assignee === null) return settle({ assignee: null })
        const member = this.tables.members(tenant).find(({ id }) => id === body.assignee)
        return member ? settle({ assignee: { id: member.id, name: member.name } }) : problem(422, 'assignee_not_a_member', 'this person is not a member')
      }
      case 'resolve':
        return settle({ state: 'resolved', snoozed_until: null })
      case 'reopen':
        return settle({ state: 'open', snoozed_until: null })
      case 'snooze': {
        const until = Date.parse(String(body.until))
        if (!(until > this.tables.now())) return problem(422, 'until_not_in_future', 'choose a time in the future')
        const snoozed_until = new Date(until).toISOString()
        return settle({ state: 'snoozed', snoozed_until })
      }
    }
  }
}
