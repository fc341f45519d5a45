import { expect, test } from 'vitest'
import { addDays, dayOf, isDay, startOfDay } from './time.ts'

test('a day begins at midnight of the zone, in winter and in summer', () => {
  expect(startOfDay('2026-01-15', 'Europe/Berlin').toISOString()).toBe('2026-01-14T23:00:00.000Z')
  expect(startOfDay('2026-07-15', 'Europe/Berlin').toISOString()).toBe('2026-07-14T22:00:00.000Z')
  expect(startOfDay('2026-07-15', 'Asia/Kolkata').toISOString()).toBe('2026-07-14T18:30:00.000Z')
})

test('a day on which the clocks change begins at the right instant', () => {
  expect(startOfDay('2026-03-29', 'Europe/Berlin').toISOString()).toBe('2026-03-28T23:00:00.000Z')
  expect(startOfDay('2026-03-30', 'Europe/Berlin').toISOString()).toBe('2026-03-29T22:00:00.000Z')
})

test('an instant belongs to the day of the zone it is seen from', () => {
  const instant = new Date('2026-11-22T23:30:00Z')
  expect(dayOf(instant, 'UTC')).toBe('2026-11-22')
  expect(dayOf(instant, 'Europe/Berlin')).toBe('2026-11-23')
})

test('days are counted across months and years', () => {
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
  expect(addDays('2026-03-01', -1)).toBe('2026-02-28')
})

test('only real calendar days are days', () => {
  expect(isDay('2026-11-22')).toBe(true)
  expect(isDay('2026-13-01')).toBe(false)
  expect(isDay('yesterday')).toBe(false)
})
