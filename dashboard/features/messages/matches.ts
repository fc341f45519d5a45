// Whether a message passes a filter of the table, as the API decides it (crates/store/src/messages). Pure.

import type { MessageItem } from '@/api/generated/switchboard'
import type { MessageFilter } from './keys'

/** Says so of one message; the cursor and the length of a page don't matter. */
export function matches(item: MessageItem, { sender, from, to, status, direction, q }: MessageFilter): boolean {
  const at = Date.parse(item.occurred_at)
  return (
    (!status || item.status === status) &&
    (!direction || item.direction === direction) &&
    (!from || at >= Date.parse(from)) &&
    (!to || at < endOf(to)) &&
    (!sender || isFrom(item.sender, sender)) &&
    (!q || holds(item.body ?? '', q))
  )
}

const DAY_MS = 86_400_000

/** The first instant that is too late. A plain day, `2026-11-22`, belongs to what is wanted (UTC). */
const endOf = (to: string) => Date.parse(to) + (/^\d{4}-\d\d-\d\d$/.test(to) ? DAY_MS : 0)

/** Fewer digits are a part of a name. */
const NUMBER_DIGITS_MIN = 5

function isFrom({ name, wa_id, user_id }: MessageItem['sender'], wanted: string): boolean {
  const digits = wanted.replace(/[^0-9]/g, '')
  const isNumber = digits.length >= NUMBER_DIGITS_MIN && /^[0-9+ \-().]+$/.test(wanted)
  if (user_id === wanted) return true
  return isNumber ? wa_id === digits : Boolean(name?.toLowerCase().includes(wanted.toLowerCase()))
}

/** Every word that is looked for begins a word of the text; a text without words finds nothing. */
function holds(text: string, wanted: string): boolean {
  const words = wordsOf(text)
  const beginnings = wordsOf(wanted)
  return beginnings.length > 0 && beginnings.every((beginning) => words.some((word) => word.startsWith(beginning)))
}

const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
