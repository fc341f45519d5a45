// The mock's tables: businesses, people, conversations, messages, and the stream of changes. In memory; seed.ts fills them.

import type { BusinessItem, Change, ConversationItem, ConversationState, Me, MemberItem, MessageItem, RoleName } from '../api/generated/switchboard.ts'
import { STATUSES } from '../api/types.ts'

let lastId = 0
/** A uuid that grows with time, as v7 does. */
function newId(): string {
  lastId += 1
  const hex = lastId.toString(16).padStart(12, '0')
  return `01943f00-0000-7000-8000-${hex}`
}

export type Account = Me & { password: string }
export type Invite = { business: string; email: string; role: RoleName }
export type Tenant = {
  business: BusinessItem
  conversations: Map<string, ConversationItem>
  /** By conversation, oldest first. */
  messages: Map<string, MessageItem[]>
  stream: Change[]
}

const rank = (status: string | null) => (STATUSES as readonly (string | null)[]).indexOf(status)

export class Tables {
  readonly tenants = new Map<string, Tenant>()
  readonly accounts: Account[] = []
  /** By the token of the link; those that weren't accepted. */
  readonly invites = new Map<string, Invite>()
  readonly epoch = String(Date.now())
  private seq = 0
  readonly now: () => number
  /** Told of the business in which something changed. */
  readonly listeners = new Set<(business: string) => void>()

  constructor(now: () => number) {
    this.now = now
  }

  addTenant(business: BusinessItem): Tenant {
    const tenant: Tenant = { business, conversations: new Map(), messages: new Map(), stream: [] }
    this.tenants.set(business.id, tenant)
    return tenant
  }

  addAccount(account: Omit<Account, 'id' | 'memberships' | 'is_admin'> & { is_admin?: boolean; roles?: [business: string, role: RoleName][] }): Account {
    const { roles = [], is_admin = false, ...rest } = account
    const made: Account = { id: newId(), is_admin, memberships: [], ...rest }
    this.accounts.push(made)
    for (const [business, role] of roles) this.join(made, business, role)
    return made
  }

  private join(account: Account, business: string, role: RoleName): void {
    const display_name = this.tenants.get(business)?.business.display_name ?? business
    account.memberships = [...account.memberships.filter((membership) => membership.business !== business), { business, display_name, role }]
    account.memberships.sort((a, b) => (a.display_name < b.display_name ? -1 : 1))
  }

  /** Makes the account of an invitation, unless the email has one, and the membership. The link is spent. */
  accept(token: string, { business, email, role }: Invite, made: { name: string; password: string }): Account {
    this.invites.delete(token)
    const account = this.accounts.find((known) => known.email === email) ?? this.addAccount({ email, ...made })
    this.join(account, business, role)
    return account
  }

  me({ password: _, ...me }: Account): Me {
    return me
  }

  head(): number {
    return this.seq
  }

  /** A business as somebody sees it. */
  seenBy(account: Account, { business }: Tenant): BusinessItem {
    return { ...business, role: account.memberships.find((membership) => membership.business === business.id)?.role ?? null }
  }

  visible(account: Account): BusinessItem[] {
    return [...this.tenants.values()].map((tenant) => this.seenBy(account, tenant)).filter(({ role }) => account.is_admin || role !== null)
  }

  members({ business }: Tenant): MemberItem[] {
    return this.accounts.flatMap(({ id, name, email, memberships }) => {
      const found = memberships.find((membership) => membership.business === business.id)
      return found ? [{ id, name, email, role: found.role }] : []
    })
  }

  /** Changes a conversation as somebody asked, and tells it; what it leaves as it was isn't told. */
  settle(tenant: Tenant, id: string, change: Partial<ConversationItem>): ConversationItem {
    const before = this.conversation(tenant, id)
    const thread = { ...before, ...change }
    if (JSON.stringify(thread) === JSON.stringify(before)) return before
    tenant.conversations.set(id, thread)
    this.tell(tenant, { kind: 'conversation', conversation: id, thread })
    return thread
  }

  /** Opens conversations whose snooze is over, as the worker's sweep does. */
  wake(): void {
    const now = new Date(this.now()).toISOString()
    for (const tenant of this.tenants.values()) {
      for (const { id, snoozed_until } of tenant.conversations.values()) {
        if (snoozed_until && snoozed_until <= now) this.settle(tenant, id, { state: 'open', snoozed_until: null })
      }
    }
  }

  /** A customer takes another name: whatever shows it shows the new one from now on. */
  rename(tenant: Tenant, { id }: ConversationItem, name: string): void {
    const conversation = this.conversation(tenant, id)
    if (conversation.contact.name === name) return
    tenant.conversations.set(id, { ...conversation, contact: { ...conversation.contact, name } })
    const renamed = (tenant.messages.get(id) ?? []).map((item) => ({ ...item, sender: { ...item.sender, name } }))
    tenant.messages.set(id, renamed)
  }

  /** Stores a message and tells it. */
  receive(tenant: Tenant, conversation: ConversationItem, direction: 'in' | 'out', body: string | null, kind = 'text', at = this.now()): MessageItem {
    const item = this.store(tenant, conversation.id, direction, body, kind, at)
    const thread = this.conversation(tenant, conversation.id)
    this.tell(tenant, { kind: 'message', conversation: thread.id, message: item.id, wamid: item.wamid, status: item.status, item, thread })
    return item
  }

  /** Moves a message of ours forward; a status that is behind it moves nothing. */
  status(tenant: Tenant, conversation: string, message: string, status: string): void {
    const messages = tenant.messages.get(conversation) ?? []
    const index = messages.findIndex(({ id }) => id === message)
    const before = messages[index]
    if (!before || before.direction === 'in' || rank(status) <= rank(before.status)) return
    const item = { ...before, status }
    messages[index] = item
    const thread = this.show(tenant, conversation)
    this.tell(tenant, { kind: 'status', conversation, message, wamid: item.wamid, status, item, thread })
  }

  newConversation(tenant: Tenant, name: string | null, wa_id: string, at: number): ConversationItem {
    const conversation: ConversationItem = {
      id: newId(),
      business: tenant.business.id,
      contact: { id: newId(), name, wa_id, user_id: null },
      phone_number_id: tenant.business.phone_numbers[0]?.id ?? '1',
      state: 'open' satisfies ConversationState,
      unread: 0,
      last_message_at: new Date(at).toISOString(),
      last_message: null,
      last_inbound_at: null,
      assignee: null,
      snoozed_until: null,
    }
    tenant.conversations.set(conversation.id, conversation)
    tenant.messages.set(conversation.id, [])
    return conversation
  }

  /** Adds a message to its conversation. One of the customer opens it, whatever it was; one of ours leaves it as it is. */
  store(tenant: Tenant, id: string, direction: 'in' | 'out', body: string | null, kind: string, at: number): MessageItem {
    const conversation = this.conversation(tenant, id)
    const { id: contact_id, ...sender } = conversation.contact
    const message = newId()
    const occurred_at = new Date(at).toISOString()
    const item: MessageItem = {
      ...{ id: message, business: tenant.business.id, conversation_id: id, contact_id, direction, wamid: `wamid.${message}`, kind, body },
      ...{ status: direction === 'out' ? 'sent' : null, occurred_at, created_at: occurred_at, sender, phone_number_id: conversation.phone_number_id },
    }
    tenant.messages.get(id)?.push(item)
    const opened = direction === 'in' ? ({ state: 'open', snoozed_until: null, unread: conversation.unread + 1, last_inbound_at: occurred_at } as const) : {}
    tenant.conversations.set(id, { ...conversation, ...opened, last_message_at: occurred_at })
    this.show(tenant, id)
    return item
  }

  /** Puts the newest message of a conversation into the list. */
  show(tenant: Tenant, id: string): ConversationItem {
    const conversation = this.conversation(tenant, id)
    const item = tenant.messages.get(id)?.at(-1)
    const thread = item ? { ...conversation, last_message: { body: item.body, kind: item.kind, direction: item.direction, status: item.status } } : conversation
    tenant.conversations.set(id, thread)
    return thread
  }

  private conversation(tenant: Tenant, id: string): ConversationItem {
    const found = tenant.conversations.get(id)
    if (!found) throw new Error(`no conversation ${id}`)
    return found
  }

  private tell(tenant: Tenant, change: Pick<Change, 'kind'> & Partial<Change>): void {
    this.seq += 1
    tenant.stream.push({ seq: this.seq, id: newId(), business: tenant.business.id, at: new Date(this.now()).toISOString(), ...change })
    for (const listener of this.listeners) listener(tenant.business.id)
  }
}
