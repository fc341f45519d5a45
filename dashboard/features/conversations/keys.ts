import type { ConversationFilter } from './filter'

/** Where conversations live in the query cache. */
export const conversationKeys = {
  ofBusiness: (business: string) => ['conversations', business] as const,
  lists: (business: string) => ['conversations', business, 'list'] as const,
  list: (business: string, filter: ConversationFilter) => ['conversations', business, 'list', filter] as const,
  one: (business: string, conversation: string) => ['conversations', business, 'one', conversation] as const,
  /** Writes under way, in the mutation cache. */
  writes: (business: string) => ['conversations', business, 'write'] as const,
}
