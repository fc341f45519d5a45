import { expect, test } from 'vitest'
import type { MessageItem } from '@/api/generated/switchboard'
import { matches } from './matches.ts'

const item: MessageItem = {
  id: 'm1',
  business: 'acme',
  conversation_id: 'c1',
  contact_id: 'p1',
  direction: 'out',
  wamid: 'wamid.1',
  kind: 'text',
  body: 'Two loaves of Roggenbrot, please',
  status: 'read',
  occurred_at: '2026-11-22T09:00:00Z',
  created_at: '2026-11-22T09:00:01Z',
  sender: { name: 'Ada Lovelace', wa_id: '4915112345678', user_id: 'DE.7' },
  phone_number_id: '1',
}

test.each([
  [{}],
  [{ status: 'read', direction: 'out', cursor: 'x', limit: 5 }],
  [{ from: '2026-11-22T09:00:00Z', to: '2026-11-22T09:00:01Z' }],
  // A plain day is included whole.
  [{ from: '2026-11-22', to: '2026-11-22' }],
  [{ sender: '+49 (151) 12345-678' }],
  [{ sender: 'love' }],
  [{ sender: 'DE.7' }],
  [{ q: 'rogg two' }],
])('it passes %o', (filter) => expect(matches(item, filter)).toBe(true))

test.each([
  [{ status: 'delivered' }],
  [{ direction: 'in' }],
  [{ from: '2026-11-22T09:00:01Z' }],
  [{ to: '2026-11-22T09:00:00Z' }],
  [{ to: '2026-11-21' }],
  // A number is whole, a name may be a part.
  [{ sender: '4915112345' }],
  [{ sender: 'Byron' }],
  // The beginning of a word is enough, its end isn't.
  [{ q: 'brot' }],
  [{ q: 'rogg three' }],
  [{ q: '!' }],
])('it does not pass %o', (filter) => expect(matches(item, filter)).toBe(false))
