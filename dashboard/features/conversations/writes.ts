'use client'

import { useMutationState } from '@tanstack/react-query'
import type { Write } from './intent'
import { conversationKeys } from './keys'

/** The writes of a business that aren't settled yet, in the order they were wanted. */
export function useWrites(business: string): readonly Write[] {
  return useMutationState({
    filters: { mutationKey: conversationKeys.writes(business), status: 'pending' },
    select: (mutation) => mutation.state.variables as Write,
  })
}
