// Pagination as api/src/page.rs has it: `?cursor=&limit=` in, `{items, next_cursor}` out. A cursor is opaque to clients: base64 of the
// place of the last row, in one spelling.

import type { Page } from '../api/types.ts'
import { invalid } from './answer.ts'

const LIMIT_DEFAULT = 50
const LIMIT_MAX = 200
const US_PER_MS = 1_000

type Place = { at: number; id: string }

/** What a list is ordered by, and how a place in it is written. */
export type Order<Row> = {
  place: (row: Row) => Place
  compare: (a: Place, b: Place) => number
  write: (place: Place) => string
  read: (text: string) => Place | null
}

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** Newest first by (time, id). */
export const newest = <Row extends { id: string }>(at: (row: Row) => string): Order<Row> => ({
  place: (row) => ({ at: Date.parse(at(row)), id: row.id }),
  compare: (a, b) => b.at - a.at || byText(b.id, a.id),
  write: ({ at: ms, id }) => `${ms * US_PER_MS}.${id.replaceAll('-', '')}`,
  read: (text) => {
    const [, us, hex] = /^(-?\d{1,17})\.([0-9a-f]{32})$/.exec(text) ?? []
    if (us === undefined || hex === undefined) return null
    return { at: Number(us) / US_PER_MS, id: hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') }
  },
})

/** By id, which looks like `pattern`. */
export const byId = <Row extends { id: string }>(pattern: RegExp): Order<Row> => ({
  place: ({ id }) => ({ at: 0, id }),
  compare: (a, b) => byText(a.id, b.id),
  write: ({ id }) => id,
  read: (text) => (pattern.test(text) ? { at: 0, id: text } : null),
})

const encoded = (text: string) => Buffer.from(text).toString('base64url')

function cursorOf<Row>(search: URLSearchParams, { read, write }: Order<Row>): Place | null {
  const text = search.get('cursor')
  if (!text) return null
  const place = read(Buffer.from(text, 'base64url').toString())
  if (!place || encoded(write(place)) !== text) throw invalid('`cursor` is not one of ours: pass `next_cursor` of the page before unchanged')
  return place
}

function limitOf(search: URLSearchParams): number {
  const text = search.get('limit') ?? String(LIMIT_DEFAULT)
  const limit = /^\d+$/.test(text) ? Number(text) : 0
  if (limit < 1 || limit > LIMIT_MAX) throw invalid(`\`limit\` must be 1 to ${LIMIT_MAX}`)
  return limit
}

/** The page of `rows` that is asked for. */
export function page<Row>(rows: readonly Row[], order: Order<Row>, search: URLSearchParams): Page<Row> {
  const after = cursorOf(search, order)
  const limit = limitOf(search)
  const placed = rows.map((row) => ({ row, place: order.place(row) }))
  const rest = after ? placed.filter(({ place }) => order.compare(place, after) > 0) : placed
  rest.sort((a, b) => order.compare(a.place, b.place))
  const items = rest.slice(0, limit)
  const last = items.at(-1)
  return { items: items.map(({ row }) => row), next_cursor: last && rest.length > limit ? encoded(order.write(last.place)) : null }
}
