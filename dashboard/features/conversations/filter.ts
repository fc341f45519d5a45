// Which conversations a list holds. Pure.

import type { ConversationItem, ConversationState } from '@/api/generated/switchboard'

export const NOBODY = 'none'

/** What is left out doesn't matter. */
export type ConversationFilter = {
  state?: ConversationState
  /** A user id, or NOBODY. */
  assignee?: string
}

export function belongs(item: ConversationItem, { state, assignee }: ConversationFilter): boolean {
  return (!state || item.state === state) && (!assignee || (item.assignee?.id ?? NOBODY) === assignee)
}
