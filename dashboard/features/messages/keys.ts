import type { ListMessagesParams } from '@/api/generated/switchboard'

export type MessageFilter = ListMessagesParams

/** Stands for every business in the key of a table across all of them. */
export const EVERY_BUSINESS = '*'

/** Where messages live in the query cache. */
export const messageKeys = {
  ofBusiness: (business: string) => ['messages', business] as const,
  thread: (business: string, conversation: string) => ['messages', business, 'thread', conversation] as const,
  tables: (business: string) => ['messages', business, 'table'] as const,
  table: (business: string, filter: MessageFilter) => ['messages', business, 'table', filter] as const,
}
