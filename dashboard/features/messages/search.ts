// The address of the table of messages and what it asks of the API. Pure.

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

export function parseSearch(params: URLSearchParams): TableSearch {
  const direction = params.get('direction')
  const status = params.get('status')
  const day = (name: string) => {
    const text = params.get(name)
    return text && isDay(text) ? text : null
  }
  return {
    sender: params.get('sender') ?? '',
    text: params.get('q') ?? '',
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
