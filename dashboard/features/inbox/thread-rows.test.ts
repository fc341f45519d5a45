import { expect, test } from 'vitest'
import type { MessageItem } from '@/api/generated/switchboard'
import { appended, dayAbove, firstUnread, threadRows } from './thread-rows.ts'

const message = (id: string, direction: 'in' | 'out', occurred_at: string) => ({ id, direction, occurred_at }) as MessageItem

const MESSAGES = [
  message('a', 'in', '2026-11-21T22:58:00Z'),
  message('b', 'in', '2026-11-21T22:59:00Z'),
  message('c', 'in', '2026-11-21T23:01:00Z'),
  message('d', 'out', '2026-11-21T23:02:00Z'),
  message('e', 'out', '2026-11-21T23:20:00Z'),
]

test('days are separated by the time zone of the business, and runs end with a side, a pause or a day', () => {
  const shown = threadRows(MESSAGES, 'Europe/Berlin', null, 0).map((row) => (row.kind === 'message' ? `${row.id}${row.first ? ' first' : ''}` : row.id))
  expect(shown).toEqual(['day 2026-11-21', 'a first', 'b', 'day 2026-11-22', 'c first', 'd first', 'e first'])
})

test('the line of new messages stands before the first of them', () => {
  const shown = threadRows(MESSAGES, 'UTC', 'b', 2).map((row) => row.id)
  expect(shown).toEqual(['day 2026-11-21', 'a', 'new', 'b', 'c', 'd', 'e'])
})

test('unread counts inbound messages from the end', () => {
  expect(firstUnread(MESSAGES, 2, false)).toBe('b')
  expect(firstUnread(MESSAGES, 99, true)).toBe('a')
  expect(firstUnread(MESSAGES, 0, true)).toBe(null)
})

test('while more is unread than loaded, nobody knows where the new ones begin', () => {
  expect(firstUnread(MESSAGES, 3, false)).toBe('a')
  expect(firstUnread(MESSAGES, 4, false)).toBe(null)
})

test('the day of what is read stays in sight once its separator is scrolled away', () => {
  const rows = threadRows(MESSAGES, 'Europe/Berlin', null, 0)
  const shown = rows.map((_, index) => ({ index, start: 16 + index * 50, end: 66 + index * 50 }))
  expect(dayAbove(rows, shown, 0)).toBe(null)
  expect(dayAbove(rows, shown, 30)).toBe(null)
  expect(dayAbove(rows, shown, 90)).toBe('2026-11-21')
  expect(dayAbove(rows, shown, 170)).toBe(null)
  expect(dayAbove(rows, shown, 240)).toBe('2026-11-22')
})

test('what came after a message is what is read out, the newest three of it, and nothing when that message is gone', () => {
  const ids = (since: string | undefined) => appended(MESSAGES, since).map(({ id }) => id)
  expect(ids('c')).toEqual(['d', 'e'])
  expect(ids('a')).toEqual(['c', 'd', 'e'])
  expect(ids('e')).toEqual([])
  expect(ids('z')).toEqual([])
  expect(ids(undefined)).toEqual([])
})
