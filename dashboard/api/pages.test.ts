import { expect, test } from 'vitest'
import { everyItem } from './pages.ts'

test('a list of several pages is read to its end', async () => {
  const pages = new Map([
    [undefined, { items: ['a', 'b'], next_cursor: '2' }],
    ['2', { items: ['c'], next_cursor: '3' }],
    ['3', { items: ['d'], next_cursor: null }],
  ])
  expect(await everyItem((cursor) => Promise.resolve(pages.get(cursor) ?? { items: [], next_cursor: null }))).toEqual(['a', 'b', 'c', 'd'])
})

test('cursors that lead in a circle end', async () => {
  expect(await everyItem(() => Promise.resolve({ items: ['again'], next_cursor: 'again' }))).toHaveLength(25)
})
