'use client'

import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'next/navigation'
import type { BusinessItem } from '@/api/generated/switchboard'
import { businessesQuery } from './queries'

export type CurrentBusiness =
  | { kind: 'loading' }
  | { kind: 'failed'; error: Error; retry: () => void }
  /** The viewer has none at all. */
  | { kind: 'none' }
  /** The address names one that the viewer may not see. */
  | { kind: 'forbidden' }
  | { kind: 'one'; business: BusinessItem }

/** The business that the address names, else the first one. */
export function useCurrentBusiness(): CurrentBusiness {
  const named = useSearchParams().get('b')
  const { data, error, refetch } = useQuery(businessesQuery)
  if (!data) return error ? { kind: 'failed', error, retry: () => void refetch() } : { kind: 'loading' }
  const [first] = data
  if (!first) return { kind: 'none' }
  if (!named) return { kind: 'one', business: first }
  const business = data.find(({ id }) => id === named)
  return business ? { kind: 'one', business } : { kind: 'forbidden' }
}
