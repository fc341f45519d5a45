// The address of the table of messages and what it asks of the API. Pure.

import { ApiError } from '@/api/errors'
import type { Direction } from '@/api/generated/switchboard'
import { STATUSES, type Status } from '@/api/types'
import type { MessagesSearch } from '@/lib/paths'
import type { MessageFilter } from './keys'
import { addDays, isDay, startOfDay, type Day } from '@/lib/time'

export type TableSearch = {
  sender: string
  text: string
  direction: Direction | 'any'
  status: Status | 'any'
  from: Day | null
  to: Day | null
  cursor: string | null
}

/** The longest text that the API looks for: TEXT_CHARS_MAX of api/src/v1/messages/filter.rs. */
export const TEXT_CHARS_MAX = 200

export function parseSearch(params: URLSearchParams): TableSearch {
  const direction = params.get('direction')
  const status = params.get('status')
  const text = (name: string) => [...(params.get(name) ?? '')].slice(0, TEXT_CHARS_MAX).join('')
  const day = (name: string) => {
    const given = params.get(name)
    return given && isDay(given) ? given : null
  }
  return {
    sender: text('sender'),
    text: text('q'),
    direction: direction === 'in' || direction === 'out' ? direction : 'any',
    status: STATUSES.find((known) => known === status) ?? 'any',
    from: day('from'),
    to: day('to'),
    cursor: params.get('cursor'),
  }
}

export function searchPath(search: TableSearch, business: string | null): MessagesSearch {
  return {
    business: business ?? undefined,
    sender: search.sender || undefined,
    text: search.text || undefined,
    direction: search.direction === 'any' ? undefined : search.direction,
    status: search.status === 'any' ? undefined : search.status,
    from: search.from ?? undefined,
    to: search.to ?? undefined,
    cursor: search.cursor ?? undefined,
  }
}

/** Days are those of `zone`; the last one is included whole, so the API's exclusive end is the next day's beginning. */
export function apiFilter(search: TableSearch, zone: string): MessageFilter {
  return {
    sender: search.sender || undefined,
    q: search.text || undefined,
    direction: search.direction === 'any' ? undefined : search.direction,
    status: search.status === 'any' ? undefined : search.status,
    from: search.from ? startOfDay(search.from, zone).toISOString() : undefined,
    to: search.to ? startOfDay(addDays(search.to, 1), zone).toISOString() : undefined,
    cursor: search.cursor ?? undefined,
  }
}

export function isFiltered(search: TableSearch): boolean {
  const { sender, text, direction, status, from, to } = search
  return Boolean(sender || text || from || to) || direction !== 'any' || status !== 'any'
}

/** Businesses that one table may span: BUSINESSES_MAX of api/src/v1/messages/across.rs. */
export const BUSINESSES_MAX = 200

export type Refusal = 'tooManyBusinesses' | 'badPage'

/** Why the API will not answer this, as far as the address or the viewer's businesses are the reason; null when they aren't. */
export function refusalOf(search: TableSearch, businesses: number, error: unknown): Refusal | null {
  if (businesses > BUSINESSES_MAX) return 'tooManyBusinesses'
  return error instanceof ApiError && error.status === 400 && search.cursor !== null ? 'badPage' : null
}
