import { infiniteQueryOptions, queryOptions, type QueryClient } from '@tanstack/react-query'
import { getConversation, listConversations, type ConversationItem } from '@/api/generated/switchboard'
import { shareData } from '@/live/share'
import { flatten, newerConversation, type Pages } from '@/live/merge'
import type { ConversationFilter } from './filter'
import { conversationKeys } from './keys'

const LIST_LIMIT = 50

/** One function, so that it runs when the data is new and not with every drawing. */
const newestFirst = (data: Pages<ConversationItem>) => flatten(data.pages, newerConversation)

export const conversationsQuery = (business: string, filter: ConversationFilter) =>
  infiniteQueryOptions({
    queryKey: conversationKeys.list(business, filter),
    queryFn: ({ pageParam, signal }) => listConversations(business, { ...filter, cursor: pageParam, limit: LIST_LIMIT }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    select: newestFirst,
    structuralSharing: shareData,
  })

export const conversationQuery = (client: QueryClient, business: string, id: string) =>
  queryOptions<ConversationItem>({
    queryKey: conversationKeys.one(business, id),
    queryFn: ({ signal }) => getConversation(business, id, { signal }),
    // What the list knows is as live as what the API would answer.
    placeholderData: (): ConversationItem | undefined => inLists(client, business, id),
  })

function inLists(client: QueryClient, business: string, id: string): ConversationItem | undefined {
  const lists = client.getQueriesData<Pages<ConversationItem>>({ queryKey: conversationKeys.lists(business) })
  for (const [, data] of lists) {
    for (const page of data?.pages ?? []) {
      const found = page.items.find((item) => item.id === id)
      if (found) return found
    }
  }
  return undefined
}
