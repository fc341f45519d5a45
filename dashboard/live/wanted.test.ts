import { expect, test } from 'vitest'
import { KEPT_MAX, Wanted } from './wanted.ts'

const names = Array.from({ length: KEPT_MAX + 2 }, (_, index) => `business ${index}`)

test('what was left stays live until there is too much of it, and then the one left first goes', () => {
  const wanted = new Wanted()
  for (const name of names) {
    expect(wanted.look(name)).toBe(true)
    wanted.away(name)
  }
  expect(wanted.look('business 0'), 'still live').toBe(false)
  expect(wanted.takeSurplus()).toEqual(['business 1', 'business 2'])
  expect(wanted.takeSurplus()).toEqual([])
  expect(wanted.all).toHaveLength(KEPT_MAX)
})

test('what some part of the page looks at never goes', () => {
  const wanted = new Wanted()
  for (const name of names) wanted.look(name)
  wanted.look('business 0')
  wanted.away('business 0')
  expect(wanted.takeSurplus()).toEqual([])
  wanted.away('business 3')
  expect(wanted.takeSurplus()).toEqual(['business 3'])
})

test('what the server refused is not wanted, whoever still looks', () => {
  const wanted = new Wanted()
  wanted.look('not mine')
  wanted.remove('not mine')
  wanted.away('not mine')
  expect(wanted.all).toEqual([])
  expect(wanted.look('not mine')).toBe(true)
})
