// The only place where a change meets the cache.
//
// A fetch that is under way may have read the store before a change and answer after it. So the changes that arrive while a
// query is fetching are kept, and applied to its answer too; applying is idempotent (merge.ts).
// Changes that come in a rush are applied together, one frame at a time, so that a busy business costs one render per frame.

import type { Query, QueryCacheNotifyEvent, QueryClient } from '@tanstack/react-query'
import type { Change, ConversationItem, ConversationState, MessageItem } from '@/api/generated/switchboard'
import { conversationKeys } from '@/features/conversations/keys'
import { EVERY_BUSINESS, messageKeys, type MessageFilter } from '@/features/messages/keys'
import { changeConversation, changeConversations, changeTable, changeThread, type Pages, type TablePage } from './merge'

/** What the change makes of one query's data; the same object when it changes nothing. */
function changed(query: Query, data: unknown, change: Change): unknown {
  const [noun, business, kind, detail] = query.queryKey as [string, string, string, unknown]
  if (business !== change.business && business !== EVERY_BUSINESS) return data
  if (noun === 'conversations') {
    if (kind === 'list') return changeConversations(data as Pages<ConversationItem>, detail as ConversationState | 'all', change)
    if (kind === 'one') return changeConversation(data as ConversationItem, change)
  }
  if (noun === 'messages') {
    if (kind === 'thread') return changeThread(data as Pages<MessageItem>, detail as string, change)
    if (kind === 'table') return changeTable(data as TablePage, !(detail as MessageFilter).cursor, change)
  }
  return data
}

const FRAME_MS = 16

export class LiveCache {
  private readonly client: QueryClient
  private readonly later: (run: () => void) => void
  private waiting: Change[] = []
  private readonly missed = new Map<string, Change[]>()
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
    this.waiting.push(change)
    if (this.waiting.length === 1) this.later(() => this.flush())
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
    for (const noun of [conversationKeys, messageKeys]) {
      void this.client.invalidateQueries({ queryKey: noun.ofBusiness(business) })
      void this.client.invalidateQueries({ queryKey: noun.ofBusiness(EVERY_BUSINESS) })
    }
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

  private write(query: Query, changes: Change[]): void {
    const before = query.state.data
    if (before === undefined) return
    const after = changes.reduce<unknown>((data, change) => changed(query, data, change), before)
    // The time of the last fetch is kept: a change doesn't make old data fresh, nor an invalidated query valid.
    if (after !== before) query.setState({ data: after })
  }
}
