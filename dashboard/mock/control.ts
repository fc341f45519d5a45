// What tests and curious people can make happen: POST /mock/<verb> with a JSON body. README.md lists the verbs.

import type { MockLive } from './live.ts'
import type { Sessions } from './sessions.ts'
import type { Tables, Tenant } from './tables.ts'

/** How the network does: answers take so long, or there are none at all. */
export type Weather = { latency_ms: number; away: boolean }
type Steered = { tables: Tables; sessions: Sessions; live: MockLive; weather: Weather }
type Body = Record<string, unknown>
type Verb = (steered: Steered, body: Body, tenant: Tenant) => object | null

const BURST_CONVERSATIONS = 200

const text = (body: Body, name: string, otherwise: string) => (typeof body[name] === 'string' ? body[name] : otherwise)
const byNumber = (tenant: Tenant, from: unknown) => [...tenant.conversations.values()].find(({ contact }) => contact.wa_id === from)

const VERBS: Record<string, Verb> = {
  inbound: ({ tables }, body, tenant) => {
    const from = text(body, 'from', '4915100000001')
    const conversation = byNumber(tenant, from) ?? tables.newConversation(tenant, null, from, tables.now())
    if (typeof body.name === 'string') tables.rename(tenant, conversation, body.name)
    const item = tables.receive(tenant, conversation, 'in', text(body, 'text', 'Hello'))
    return { conversation: conversation.id, message: item.id }
  },
  outbound: ({ tables }, body, tenant) => {
    const conversation = byNumber(tenant, body.from)
    if (!conversation) return null
    const item = tables.receive(tenant, conversation, 'out', text(body, 'text', 'Hello'))
    return { conversation: conversation.id, message: item.id }
  },
  status: ({ tables }, body, tenant) => {
    tables.status(tenant, text(body, 'conversation', ''), text(body, 'message', ''), text(body, 'status', 'sent'))
    return {}
  },
  burst: ({ tables }, body, tenant) => {
    const all = [...tenant.conversations.values()].slice(-BURST_CONVERSATIONS)
    for (let n = 0; n < Number(body.count); n++) {
      const conversation = all[(n * 7) % all.length]
      if (conversation) tables.receive(tenant, conversation, 'in', `Burst ${n}`)
    }
    return {}
  },
  invite: ({ tables }, body, { business }) => {
    const token = crypto.randomUUID()
    tables.invites.set(token, { business: business.id, email: text(body, 'email', 'guest@example.org'), role: 'agent' })
    return { token }
  },
  expire: ({ sessions }) => {
    sessions.expireTokens()
    return {}
  },
  weather: ({ live, weather }, body) => {
    if (typeof body.latency_ms === 'number') weather.latency_ms = body.latency_ms
    if (typeof body.away === 'boolean') weather.away = live.away = body.away
    if (weather.away) live.cut()
    return weather
  },
  mute: ({ live }) => {
    live.mute()
    return {}
  },
  cut: ({ live }, { forget }) => {
    live.forgetful = forget === true
    live.cut()
    return {}
  },
  connections: ({ live }) => ({ count: live.connections }),
}

/** Does what a verb says; null when there is no such verb, business or conversation. */
export function control(steered: Steered, verb: string, body: Body): object | null {
  const tenant = steered.tables.tenants.get(text(body, 'business', 'acme_3f9c2a'))
  return (tenant && VERBS[verb]?.(steered, body, tenant)) ?? null
}
