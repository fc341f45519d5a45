// The only place where a change meets the cache.
//
// A fetch that is under way may have read the store before a change and answer after it. So the changes that arrive while a
// query is fetching are kept, and applied to its answer too; applying is idempotent (merge.ts).
// A write's answer is treated the same way: it may be older than changes that came while it was under way.
// Changes that come in a rush are applied together, one frame at a time, so that a busy business costs one render per frame.

import type { Query, QueryCacheNotifyEvent, QueryClient } from '@tanstack/react-query'
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
  private readonly missed = new Map<string, Fact[]>()
  private readonly flights = new Set<Flight>()
  /** Stops listening to the cache. */
  readonly close: () => void

  /** `later` says when waiting changes are applied. */
  constructor(client: QueryClient, later: (run: () => void) => void = (run) => setTimeout(run, FRAME_MS)) {
    this.client = client
    this.later = later
    this.close = client.getQueryCache().subscribe((event: QueryCacheNotifyEvent) => {
      const query = event.query as Query
      if (event.type === 'removed') this.missed.delete(query.queryHash)
      if (event.type !== 'updated') return
      const { action } = event
      if (action.type === 'fetch') this.missed.set(query.queryHash, [])
      else if (action.type === 'error') this.missed.delete(query.queryHash)
      else if (action.type === 'success' && !action.manual) this.catchUp(query)
      // A cancelled fetch puts back what was there before it began.
      else if (action.type === 'setState' && query.state.fetchStatus === 'idle') this.catchUp(query)
    })
  }

  apply(change: Change): void {
    for (const missed of this.missed.values()) missed.push(change)
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
    const facts: Fact[] = [{ kind: 'conversation', business: flight.business, conversation: thread.id, thread }, ...flight.meanwhile]
    for (const missed of this.missed.values()) missed.push(...facts)
    for (const query of this.live(flight.business)) this.write(query, facts)
  }

  private flush(): void {
    const changes = this.waiting
    this.waiting = []
    for (const business of new Set(changes.map((change) => change.business))) {
      for (const query of this.live(business)) this.write(query, changes)
    }
  }

  /** Some changes were missed: everything of the business that is on the screen is fetched again, the rest when it is. */
  refetch(business: string): void {
    for (const flight of this.flights) if (flight.business === business) flight.doubtful = true
    // What waits is older than the gap, and must not meet what is fetched after it.
    this.flush()
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

  private catchUp(query: Query): void {
    const missed = this.missed.get(query.queryHash)
    this.missed.delete(query.queryHash)
    if (missed?.length) this.write(query, missed)
  }

  private write(query: Query, changes: readonly Fact[]): void {
    const before = query.state.data
    if (before === undefined) return
    const after = changes.reduce<unknown>((data, change) => changed(query, data, change), before)
    // The time of the last fetch is kept: a change doesn't make old data fresh, nor an invalidated query valid.
    if (after !== before) query.setState({ data: after })
  }
}
