'use client'

// Sends what people want of conversations, one after the other per conversation.

import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import * as api from '@/api/generated/switchboard'
import type { ConversationItem } from '@/api/generated/switchboard'
import { mayRetry } from '@/api/errors'
import type { Flight, LiveCache } from '@/live/apply-change'
import { useLiveCache } from '@/live/live-provider'
import type { Write } from './intent'
import { conversationKeys } from './keys'

const RETRIES_MAX = 3

function ask({ before: { business, id }, intent, key }: Write): Promise<ConversationItem> {
  const headers = { 'idempotency-key': key }
  switch (intent.do) {
    case 'read':
      return api.readConversation(business, id, { last_seen: intent.message }, { headers })
    case 'assign':
      return api.assignConversation(business, id, { assignee: intent.assignee?.id ?? null }, { headers })
    case 'resolve':
      return api.resolveConversation(business, id, { headers })
    case 'reopen':
      return api.reopenConversation(business, id, { headers })
    case 'snooze':
      return api.snoozeConversation(business, id, { until: intent.until }, { headers })
  }
}

function send(client: QueryClient, cache: LiveCache | null, write: Write): Promise<ConversationItem> {
  const { business, id } = write.before
  return client
    .getMutationCache()
    .build<ConversationItem, Error, Write, Flight | undefined>(client, {
      mutationKey: conversationKeys.writes(business),
      scope: { id: `conversation ${id}` },
      mutationFn: ask,
      onMutate: () => cache?.begin(business, id, write.again),
      onSuccess: (item, _, flight) => flight && cache?.answered(flight, item),
      onError: (_error, _write, flight) => flight && cache?.giveUp(flight),
      retry: (failures, error) => failures < RETRIES_MAX && mayRetry(error),
    })
    .execute(write)
}

/** Sends a write; fails with the ApiError when it was refused or nobody answered. */
export function useSend(): (write: Write) => Promise<ConversationItem> {
  const client = useQueryClient()
  const cache = useLiveCache()
  return useCallback((write) => send(client, cache(), write), [client, cache])
}
