import { expect, test } from 'vitest'
import { paths } from '@/lib/paths'
import { apiFilter, parseSearch, searchPath } from './search.ts'

const parse = (text: string) => parseSearch(new URLSearchParams(text))

test('an address survives being read and written again', () => {
  const address = '/messages?b=acme&sender=49151&from=2026-11-01&to=2026-11-22&status=failed&direction=out&q=rye+bread&cursor=x'
  expect(paths.messages(searchPath(parse(address.split('?')[1] ?? ''), 'acme'))).toBe(address)
})

test('what makes no sense in an address is left out', () => {
  expect(parse('status=lost&direction=up&from=soon')).toMatchObject({ status: 'any', direction: 'any', from: null })
})

test('days are those of the business, and the last one is included', () => {
  expect(apiFilter(parse('from=2026-11-01&to=2026-11-22'), 'Europe/Berlin')).toMatchObject({
    from: '2026-10-31T23:00:00.000Z',
    to: '2026-11-22T23:00:00.000Z',
  })
})

test('a text that is longer than the API takes is cut, and no character in two', () => {
  const { text, sender } = parseSearch(new URLSearchParams({ q: '🥐'.repeat(300), sender: 'x'.repeat(300) }))
  expect(text).toBe('🥐'.repeat(200))
  expect(sender).toBe('x'.repeat(200))
})
