import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays } from '@/lib/time'
import { addMonths, firstWeekday, monthOf, namedRange, ordered, RANGES, stepDay, weekdayOf, weeksOf } from './calendar-days'

const days = fc.integer({ min: 0, max: 40_000 }).map((n) => addDays('1990-01-01', n))

test('a page of the calendar holds every day of its month once, in whole weeks that begin on the wanted day', () => {
  fc.assert(
    fc.property(days, fc.integer({ min: 0, max: 6 }), (day, first) => {
      const weeks = weeksOf(day, first)
      const all = weeks.flat()
      for (const week of weeks) expect([week.length, weekdayOf(week[0] ?? '')]).toEqual([7, first])
      expect(new Set(all).size).toBe(all.length)
      for (let at = monthOf(day); monthOf(at) === monthOf(day); at = addDays(at, 1)) expect(all).toContain(at)
      expect(weeks.every((week) => week.some((one) => monthOf(one) === monthOf(day)))).toBe(true)
    }),
  )
})

test('a month later is the same day, or the last one of a shorter month', () => {
  expect(addMonths('2026-01-31', 1)).toBe('2026-02-28')
  expect(addMonths('2024-01-31', 1)).toBe('2024-02-29')
  expect(addMonths('2026-03-15', -1)).toBe('2026-02-15')
  expect(addMonths('2026-12-31', 1)).toBe('2027-01-31')
  expect(addMonths('2024-02-29', -12)).toBe('2023-02-28')
})

test('weeks begin where people say they begin', () => {
  expect(firstWeekday('en-US')).toBe(0)
  expect(firstWeekday('de')).toBe(1)
  expect(firstWeekday('ar-EG')).toBe(6)
})

test('named ranges end with today or before it', () => {
  expect(namedRange('last7', '2026-03-03')).toEqual({ from: '2026-02-25', to: '2026-03-03' })
  expect(namedRange('lastMonth', '2026-03-31')).toEqual({ from: '2026-02-01', to: '2026-02-28' })
  fc.assert(
    fc.property(days, fc.constantFrom(...RANGES), (today, name) => {
      const { from, to } = namedRange(name, today)
      expect(name === 'any' ? from === null && to === null : from !== null && to !== null && from <= to && to <= today).toBe(true)
    }),
  )
})

test('a range picked backwards is turned round', () => {
  expect(ordered({ from: '2026-03-09', to: '2026-03-01' })).toEqual({ from: '2026-03-01', to: '2026-03-09' })
  expect(ordered({ from: '2026-03-09', to: null })).toEqual({ from: '2026-03-09', to: null })
})

test('the arrows follow the direction of the text, Home and End stay in the week, the page keys go by month and year', () => {
  // A Wednesday, in weeks from Monday.
  const step = (key: string, shift = false) => stepDay('2026-11-18', key, shift, 'ArrowRight', 1)
  expect(step('ArrowRight')).toBe('2026-11-19')
  expect(stepDay('2026-11-18', 'ArrowRight', false, 'ArrowLeft', 1)).toBe('2026-11-17')
  expect(step('ArrowUp')).toBe('2026-11-11')
  expect(step('Home')).toBe('2026-11-16')
  expect(step('End')).toBe('2026-11-22')
  expect(step('PageUp')).toBe('2026-10-18')
  expect(step('PageDown', true)).toBe('2027-11-18')
  expect(step('a')).toBe(null)
})
