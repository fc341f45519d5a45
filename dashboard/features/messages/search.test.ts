import { expect, test } from 'vitest'
import { paths } from '@/lib/paths'
import { ApiError } from '@/api/errors'
import { apiFilter, BUSINESSES_MAX, parseSearch, refusalOf, searchPath } from './search.ts'

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

test('what the API will never answer is told from what may be tried again', () => {
  const invalid = new ApiError({ code: 'invalid_request', status: 400 })
  expect(refusalOf(parse(''), BUSINESSES_MAX, null)).toBe(null)
  expect(refusalOf(parse(''), BUSINESSES_MAX + 1, null)).toBe('tooManyBusinesses')
  expect(refusalOf(parse('cursor=mistyped'), 1, invalid)).toBe('badPage')
  expect(refusalOf(parse(''), 1, invalid)).toBe(null)
  expect(refusalOf(parse('cursor=x'), 1, new ApiError({ code: 'offline', status: 0 }))).toBe(null)
})
