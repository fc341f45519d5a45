import type { Page } from './types.ts'

/** The API's largest page. */
export const PAGE_LIMIT = 200
/** More than these nobody can choose from; it also ends a list whose cursors lead in a circle. */
const PAGES_MAX = 25

/** All items of a list, page by page, 5 000 at most. */
export async function everyItem<T>(ask: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const found: T[] = []
  let cursor: string | undefined
  for (let page = 0; page < PAGES_MAX; page++) {
    const answer = await ask(cursor)
    found.push(...answer.items)
    if (answer.next_cursor === null) break
    cursor = answer.next_cursor
  }
  return found
}
