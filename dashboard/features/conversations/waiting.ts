'use client'

import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { usePathname, useSearchParams } from 'next/navigation'
import { useMemo } from 'react'
import type { ConversationItem } from '@/api/generated/switchboard'
import { useCurrentBusiness } from '@/features/businesses/current-business'
import { meQuery } from '@/features/businesses/queries'
import { useFollow } from '@/live/live-provider'
import { listWithWrites } from './intent'
import { conversationsQuery } from './queries'
import { useWrites } from './writes'

const OPEN = { state: 'open' } as const
const NONE: ConversationItem[] = []

/** `atLeast` when more open conversations exist than are loaded. */
export type Waiting = { count: number; atLeast: boolean }

/**
 * How many open conversations have unread messages, of those that are loaded: the list that the inbox begins with, kept live on
 * every page. Zero while an admin looks across businesses, since every look into one is recorded.
 */
export function useWaiting(): Waiting {
  const business = useOwnBusiness()
  useFollow(business)
  const { data = NONE, hasNextPage } = useInfiniteQuery({ ...conversationsQuery(business ?? '', OPEN), enabled: business !== undefined })
  const writes = useWrites(business ?? '')
  const count = useMemo(() => listWithWrites(data, writes, OPEN, !hasNextPage).filter(({ unread }) => unread > 0).length, [data, writes, hasNextPage])
  return { count, atLeast: hasNextPage }
}

/** The business that the viewer is in, not only looks at from above. */
function useOwnBusiness(): string | undefined {
  const current = useCurrentBusiness()
  const named = useSearchParams().has('b')
  const inbox = usePathname().startsWith('/inbox')
  const { data: me } = useQuery(meQuery)
  return current.kind === 'one' && (named || inbox || me?.is_admin === false) ? current.business.id : undefined
}
