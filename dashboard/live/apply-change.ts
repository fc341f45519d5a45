// The only place where a change meets the cache.
//
// A fetch may answer with what was there before a change: it read before the change and answers after it, or it read from a replica
// that is a moment behind. So the changes of that moment, and those that arrive while a query is fetching, are kept and applied to its
// answer too; applying is idempotent (merge.ts).
// A write's answer is treated the same way: it may be older than changes that came while it was under way.
// Changes that come in a rush are applied together, one frame at a time, so that a busy business costs one render per frame.

import type { Query, QueryCacheNotifyEvent, QueryClient } from '@tanstack/react-query'
import { readCurrent } from '@/api/client'
import type { Change, ConversationItem, MessageItem } from '@/api/generated/switchboard'
import type { ConversationFilter } from '@/features/conversations/filter'
import { conversationKeys } from '@/features/conversations/keys'
import { EVERY_BUSINESS, messageKeys, type MessageFilter } from '@/features/messages/keys'
import { changeConversation, changeConversations, changeTable, changeThread, type Fact, type Pages, type TablePage } from './merge'

/** What the change makes of one query's data; the same object when it changes nothing. */
function changed(query: Query, data: unknown, change: Fact): unknown {
  const [noun, business, kind, detail] = query.queryKey as [string, string, string, unknown]
  if (business !== change.business && business !== EVERY_BUSINESS) return data
  if (noun === 'conversations') {
    if (kind === 'list') return changeConversations(data as Pages<ConversationItem>, detail as ConversationFilter, change)
    if (kind === 'one') return changeConversation(data as ConversationItem, change)
  }
  if (noun === 'messages') {
    if (kind === 'thread') return changeThread(data as Pages<MessageItem>, detail as string, change)
    if (kind === 'table') return changeTable(data as TablePage, detail as MessageFilter, change)
  }
  return data
}

const FRAME_MS = 16
/**
 * What a fetch reads is at most this old: a replica serves while its lag, looked at every second, is below a second
 * (api/src/databases.rs), and a change needs a moment to come here.
 */
export const READ_LAG_MS_MAX = 3_000

/** What a query that is fetching doesn't know for sure. */
type Missed = {
  /** In the order it was applied. */
  readonly facts: Fact[]
  /** So many of them were in the data before the fetch. */
  readonly known: number
}

/** A write to a conversation that is under way. */
export type Flight = {
  readonly business: string
  readonly conversation: string
  /** What changed in the conversation meanwhile, in order. */
  readonly meanwhile: Change[]
  /** Its answer can't be placed among the changes: some were missed, or the answer may be of an earlier try. */
  doubtful: boolean
}

function about(flight: Flight, change: Change): boolean {
  return change.business === flight.business && (change.thread?.id ?? change.conversation ?? change.item?.conversation_id) === flight.conversation
}

export class LiveCache {
  private readonly client: QueryClient
  private readonly later: (run: () => void) => void
  private waiting: Change[] = []
  private readonly missed = new Map<string, Missed>()
  /** What was applied within READ_LAG_MS_MAX, oldest first. */
  private recent: { fact: Fact; at_ms: number }[] = []
  private readonly now: () => number
  private readonly flights = new Set<Flight>()
  /** Stops listening to the cache. */
  readonly close: () => void

  /** `later` says when waiting changes are applied, `now` the time in milliseconds. */
  constructor(client: QueryClient, later: (run: () => void) => void = (run) => setTimeout(run, FRAME_MS), now: () => number = Date.now) {
    this.client = client
    this.later = later
    this.now = now
    this.close = client.getQueryCache().subscribe((event: QueryCacheNotifyEvent) => {
      const query = event.query as Query
      if (event.type === 'removed') this.missed.delete(query.queryHash)
      if (event.type !== 'updated') return
      const { action } = event
      if (action.type === 'fetch') this.missed.set(query.queryHash, this.lately())
      else if (action.type === 'error') this.missed.delete(query.queryHash)
      else if (action.type === 'success' && !action.manual) this.catchUp(query, 'all')
      // A cancelled fetch puts back what was there before it began.
      else if (action.type === 'setState' && query.state.fetchStatus === 'idle') this.catchUp(query, 'new')
    })
  }

  apply(change: Change): void {
    for (const flight of this.flights) if (about(flight, change)) flight.meanwhile.push(change)
    this.waiting.push(change)
    if (this.waiting.length === 1) this.later(() => this.flush())
  }

  /** A write begins. `doubtful` when it repeats one whose first answer was lost long ago. */
  begin(business: string, conversation: string, doubtful: boolean): Flight {
    const flight: Flight = { business, conversation, meanwhile: [], doubtful }
    this.flights.add(flight)
    return flight
  }

  /** A write was refused, or nobody knows: if it was done after all, its change tells. */
  giveUp(flight: Flight): void {
    this.flights.delete(flight)
  }

  /** A write was done. Ends when the cache knows it. */
  async answered(flight: Flight, thread: ConversationItem): Promise<void> {
    this.flights.delete(flight)
    if (flight.doubtful) return this.client.invalidateQueries({ queryKey: conversationKeys.ofBusiness(flight.business) })
    this.flush()
    this.became([{ kind: 'conversation', business: flight.business, conversation: thread.id, thread }, ...flight.meanwhile])
  }

  private flush(): void {
    const changes = this.waiting
    this.waiting = []
    this.became(changes)
  }

  private became(facts: readonly Fact[]): void {
    this.forgetOld()
    const at_ms = this.now()
    this.recent.push(...facts.map((fact) => ({ fact, at_ms })))
    for (const missed of this.missed.values()) missed.facts.push(...facts)
    const businesses = new Set(facts.map((fact) => fact.business))
    for (const query of new Set([...businesses].flatMap((business) => this.live(business)))) this.write(query, facts)
  }

  private forgetOld(): void {
    const since_ms = this.now() - READ_LAG_MS_MAX
    const kept = this.recent.findIndex(({ at_ms }) => at_ms >= since_ms)
    this.recent.splice(0, kept === -1 ? this.recent.length : kept)
  }

  /** Where a fetch that begins now starts from. */
  private lately(): Missed {
    this.forgetOld()
    return { facts: this.recent.map(({ fact }) => fact), known: this.recent.length }
  }

  /** Some changes were missed: everything of the business that is on the screen is fetched again, the rest when it is. */
  refetch(business: string): void {
    for (const flight of this.flights) if (flight.business === business) flight.doubtful = true
    // What waits is older than the gap, and must not meet what is fetched after it.
    this.flush()
    this.recent = this.recent.filter(({ fact }) => fact.business !== business)
    // A replica may be behind what the socket says we have seen.
    readCurrent(business, READ_LAG_MS_MAX)
    const filters = [conversationKeys, messageKeys].flatMap((noun) => [{ queryKey: noun.ofBusiness(business) }, { queryKey: noun.ofBusiness(EVERY_BUSINESS) }])
    // A fetch that began before the gap may have read what was there before it.
    void Promise.all(filters.map((filter) => this.client.cancelQueries(filter))).then(() =>
      Promise.all(filters.map((filter) => this.client.invalidateQueries(filter))),
    )
  }

  private live(business: string): Query[] {
    const cache = this.client.getQueryCache()
    return [conversationKeys, messageKeys].flatMap((noun) => [
      ...cache.findAll({ queryKey: noun.ofBusiness(business) }),
      ...cache.findAll({ queryKey: noun.ofBusiness(EVERY_BUSINESS) }),
    ])
  }

  private catchUp(query: Query, what: 'all' | 'new'): void {
    const missed = this.missed.get(query.queryHash)
    this.missed.delete(query.queryHash)
    const facts = missed?.facts.slice(what === 'all' ? 0 : missed.known)
    if (facts?.length) this.write(query, facts)
  }

  private write(query: Query, changes: readonly Fact[]): void {
    const before = query.state.data
    if (before === undefined) return
    const after = changes.reduce<unknown>((data, change) => changed(query, data, change), before)
    // The time of the last fetch is kept: a change doesn't make old data fresh, nor an invalidated query valid.
    if (after !== before) query.setState({ data: after })
  }
}
