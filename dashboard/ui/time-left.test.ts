import { expect, test } from 'vitest'
import { timeLeft } from './time-left'

const HOUR_MS = 3_600_000

test('what is left is said in whole hours and minutes, rounded down', () => {
  expect(timeLeft(2 * HOUR_MS + 59_999, 0)).toMatchObject({ hours: 2, minutes: 0 })
  expect(timeLeft(90 * 60_000, 0)).toMatchObject({ hours: 1, minutes: 30 })
})

test('it has ended at the instant itself', () => {
  expect(timeLeft(HOUR_MS, HOUR_MS)).toBe('ended')
  expect(timeLeft(HOUR_MS, HOUR_MS - 1)).toMatchObject({ ms: 1, hours: 0, minutes: 0 })
})

test('what never began never ends', () => {
  expect(timeLeft(null, 0)).toBe('never')
})
