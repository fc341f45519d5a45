// What requests say, checked as the API checks it (api/src/page.rs, api/src/v1). What can't be read is refused.

import type { ConversationState } from '../api/generated/switchboard.ts'
import { CONVERSATION_STATES, STATUSES } from '../api/types.ts'
import type { MessageFilter } from '../features/messages/keys.ts'
import { invalid } from './answer.ts'

const DAY_MS = 86_400_000
const TEXT_CHARS_MAX = 200
const KEY_BYTES_MAX = 255

export const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/
export const TENANT_ID = /^[a-z][a-z0-9_]{2,57}$/
const INSTANT = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/
const VISIBLE_ASCII = /^[!-~]+$/

/** The members of a JSON body. */
export function membersOf(text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw invalid(`the body can't be read: ${String(error)}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid("the body can't be read: it must be an object")
  return value as Record<string, unknown>
}

export function textOf(body: Record<string, unknown>, name: string): string {
  const value = body[name]
  if (typeof value !== 'string') throw invalid(`the body can't be read: \`${name}\` must be text`)
  return value
}

export function idOf(body: Record<string, unknown>, name: string): string {
  const text = textOf(body, name).toLowerCase()
  if (!UUID.test(text)) throw invalid(`the body can't be read: \`${name}\` must be an id`)
  return text
}

export function instantOf(body: Record<string, unknown>, name: string): number {
  const text = textOf(body, name)
  if (!isInstant(text)) throw invalid(`the body can't be read: \`${name}\` must be a time such as 2026-11-01T00:00:00Z`)
  return Date.parse(text)
}

function isInstant(text: string): boolean {
  const day = INSTANT.exec(text)?.[1]
  return day !== undefined && isDay(day) && !Number.isNaN(Date.parse(text))
}

/** Whether there is such a day; JavaScript alone takes the 30th of February for the 2nd of March. */
function isDay(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return !Number.isNaN(at) && dayOf(at) === text
}

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)

/** An empty parameter is one that a form left empty. */
function given(search: URLSearchParams, name: string): string | undefined {
  return search.get(name)?.trim() || undefined
}

function textParameter(search: URLSearchParams, name: string): string | undefined {
  const text = given(search, name)
  if (text && ([...text].length > TEXT_CHARS_MAX || text.includes('\0'))) throw invalid(`\`${name}\` must be at most ${TEXT_CHARS_MAX} characters, without NUL`)
  return text
}

function wordParameter<Word extends string>(search: URLSearchParams, name: string, words: readonly Word[]): Word | undefined {
  const text = given(search, name)
  const word = words.find((known) => known === text)
  if (text !== undefined && word === undefined) throw invalid(`\`${name}\` must be one of ${words.join(', ')}`)
  return word
}

function timeParameter(search: URLSearchParams, name: 'from' | 'to'): string | undefined {
  // A `+` in a query arrives as a space unless it was escaped.
  const text = given(search, name)?.replace(' ', '+')
  if (text === undefined || isInstant(text)) return text
  const fits = isDay(text) && (name === 'from' || isDay(dayOf(Date.parse(text) + DAY_MS)))
  if (!fits) throw invalid(`\`${name}\` must be a time such as 2026-11-01T00:00:00Z, or a date such as 2026-11-01`)
  return text
}

/** The filters of a list of messages. */
export function messageFilter(search: URLSearchParams): MessageFilter {
  return {
    sender: textParameter(search, 'sender'),
    from: timeParameter(search, 'from'),
    to: timeParameter(search, 'to'),
    status: wordParameter(search, 'status', STATUSES),
    direction: wordParameter(search, 'direction', ['in', 'out']),
    q: textParameter(search, 'q'),
  }
}

/** The filters of the list of conversations; an `assignee` of null is nobody. */
export function conversationFilter(search: URLSearchParams, caller: string): { state?: ConversationState; assignee?: string | null } {
  const state = wordParameter(search, 'state', CONVERSATION_STATES)
  const assignee = given(search, 'assignee')?.toLowerCase()
  if (assignee === undefined) return { state }
  if (assignee === 'none') return { state, assignee: null }
  if (assignee !== 'me' && !UUID.test(assignee)) throw invalid("`assignee` must be a member's id, me or none")
  return { state, assignee: assignee === 'me' ? caller : assignee }
}

/** The Idempotency-Key, when there is one. */
export function keyOf(header: string | string[] | undefined): string | null {
  if (header === undefined) return null
  const key = header.toString()
  if (!VISIBLE_ASCII.test(key) || key.length > KEY_BYTES_MAX) throw invalid(`\`Idempotency-Key\` must be one header of 1 to ${KEY_BYTES_MAX} visible ASCII characters`)
  return key
}
