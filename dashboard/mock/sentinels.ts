// Words that make the mock fail or dawdle, so that every failure can be looked at. They work as the password of a sign-in, as the text
// searched for in a list of messages, and in the header `x-mock` of any request.

import { Refusal, type Asked } from './answer.ts'

const SLOW_MS = 3_000
const RETRY = { 'retry-after': '2' }

/** Fails as a word says; does nothing for any other word. `limited` is what too many requests are called. */
export function fail(word: string | undefined, limited = 'rate_limited'): void {
  if (word === 'server-error') throw new Refusal(500, 'internal', 'something failed on our side; try again later')
  if (word === 'unavailable') throw new Refusal(503, 'store_unavailable', "the database can't serve now; try again in a moment", RETRY)
  if (word === 'too-many') throw new Refusal(429, limited, 'too many requests: wait and try again', RETRY)
}

/** The words of a request. */
export const wordsOf = ({ headers, search }: Asked): string[] => [headers['x-mock']?.toString(), search.get('q') ?? undefined].filter((word) => word !== undefined)

/** How long the answer to a request is held back. */
export const delayOf = (asked: Asked): number => (wordsOf(asked).includes('slow') ? SLOW_MS : 0)
