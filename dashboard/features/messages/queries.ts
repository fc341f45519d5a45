import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { listConversationMessages, listMessages, listMessagesAcross, type MessageItem } from '@/api/generated/switchboard'
import { shareData } from '@/live/share'
import { flatten, newerMessage, type Pages, type TablePage } from '@/live/merge'
import { EVERY_BUSINESS, messageKeys, type MessageFilter } from './keys'

const THREAD_LIMIT = 50
const TABLE_LIMIT = 50

/** One function, so that it runs when the data is new and not with every drawing. */
const oldestFirst = (data: Pages<MessageItem>) => flatten(data.pages, newerMessage).reverse()

/** The messages of one conversation, oldest first. */
export const threadQuery = (business: string, conversation: string) =>
  infiniteQueryOptions({
    queryKey: messageKeys.thread(business, conversation),
    queryFn: ({ pageParam, signal }) => listConversationMessages(business, conversation, { cursor: pageParam, limit: THREAD_LIMIT }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    select: oldestFirst,
    structuralSharing: shareData,
  })

/** One page of the table. `business` may be EVERY_BUSINESS, for admins: no socket follows that, so it is loaded when it is looked at again. */
export const tableQuery = (business: string, filter: MessageFilter) =>
  queryOptions({
    queryKey: messageKeys.table(business, filter),
    queryFn: ({ signal }): Promise<TablePage> => {
      const asked = { ...filter, limit: TABLE_LIMIT }
      return business === EVERY_BUSINESS ? listMessagesAcross(asked, { signal }) : listMessages(business, asked, { signal })
    },
    placeholderData: keepPreviousData,
    ...(business === EVERY_BUSINESS && { staleTime: 0, refetchOnWindowFocus: true }),
  })
