import { expect, test } from 'vitest'
import { snoozes } from './snooze.ts'

const SATURDAY = Date.parse('2026-10-24T20:00:00Z')
const until = (preset: string, now: number) => snoozes(now, 'Europe/Berlin').find((offered) => offered.preset === preset)?.until.toISOString()

test('mornings are nine o’clock of the business, also across a change of the clocks', () => {
  expect(until('hours', SATURDAY)).toBe('2026-10-24T23:00:00.000Z')
  expect(until('tomorrow', SATURDAY)).toBe('2026-10-25T08:00:00.000Z')
  expect(until('monday', SATURDAY)).toBe('2026-10-26T08:00:00.000Z')
  expect(until('week', SATURDAY)).toBe('2026-10-31T08:00:00.000Z')
})

test('what would be the same time is offered once', () => {
  const monday = Date.parse('2026-11-23T07:00:00Z')
  expect(until('monday', monday)).toBe('2026-11-30T08:00:00.000Z')
  expect(snoozes(monday, 'Europe/Berlin').map(({ preset }) => preset)).toEqual(['hours', 'tomorrow', 'monday'])
})
