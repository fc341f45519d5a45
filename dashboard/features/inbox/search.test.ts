import { expect, test } from 'vitest'
import { inboxAddress, listFilter, parseInbox } from './search.ts'

test('an address without a word about it shows what is open, of everybody', () => {
  const search = parseInbox(new URLSearchParams('b=acme'))
  expect(search).toEqual({ conversation: null, view: 'all', state: 'open', contact: false })
  expect(inboxAddress('acme', search)).toEqual({ business: 'acme' })
  expect(listFilter(search, 'me1')).toEqual({ state: 'open' })
})

test('a view is in the address, and a word that is not known is none', () => {
  const search = parseInbox(new URLSearchParams('c=1&f=mine&s=snoozed&p=contact'))
  expect(inboxAddress('acme', search)).toEqual({ business: 'acme', conversation: '1', view: 'mine', state: 'snoozed', panel: 'contact' })
  expect(listFilter(search, 'me1')).toEqual({ state: 'snoozed', assignee: 'me1' })
  expect(listFilter({ view: 'unassigned', state: 'all' }, 'me1')).toEqual({ assignee: 'none' })
  expect(parseInbox(new URLSearchParams('f=x&s=y'))).toMatchObject({ view: 'all', state: 'open' })
})

test('whose “mine” are is not known before the viewer is', () => {
  expect(listFilter({ view: 'mine', state: 'open' }, undefined)).toBe(null)
  expect(listFilter({ view: 'all', state: 'open' }, undefined)).toEqual({ state: 'open' })
})
