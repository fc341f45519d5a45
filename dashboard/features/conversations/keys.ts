import type { ConversationState } from '@/api/generated/switchboard'

/** Where conversations live in the query cache. */
export const conversationKeys = {
  all: ['conversations'] as const,
  ofBusiness: (business: string) => ['conversations', business] as const,
  lists: (business: string) => ['conversations', business, 'list'] as const,
  list: (business: string, state: ConversationState | 'all') => ['conversations', business, 'list', state] as const,
  one: (business: string, conversation: string) => ['conversations', business, 'one', conversation] as const,
}
