// The days of a calendar's page. Pure: no zone, no clock, no formatting.

import { addDays, type Day } from '@/lib/time'

const DAYS_PER_WEEK = 7

/** 0 is Sunday. */
export const weekdayOf = (day: Day): number => new Date(`${day}T00:00:00Z`).getUTCDay()

/** The first day of the month `day` is in. */
export const monthOf = (day: Day): Day => `${day.slice(0, 7)}-01`

/** The same day of another month, or that month's last. */
export function addMonths(day: Day, months: number): Day {
  const first = new Date(`${monthOf(day)}T00:00:00Z`)
  first.setUTCMonth(first.getUTCMonth() + months)
  const last = new Date(first)
  last.setUTCMonth(last.getUTCMonth() + 1, 0)
  const date = Math.min(Number(day.slice(8)), last.getUTCDate())
  return addDays(first.toISOString().slice(0, 10), date - 1)
}

/** Whole weeks that hold the month of `day`. `firstWeekday` is 0 for Sunday. */
export function weeksOf(day: Day, firstWeekday: number): Day[][] {
  const month = monthOf(day)
  const start = addDays(month, -((weekdayOf(month) - firstWeekday + DAYS_PER_WEEK) % DAYS_PER_WEEK))
  const weeks: Day[][] = []
  for (let at = start; at < addMonths(month, 1); at = addDays(at, DAYS_PER_WEEK)) {
    weeks.push(Array.from({ length: DAYS_PER_WEEK }, (_, index) => addDays(at, index)))
  }
  return weeks
}

/** The day with which a week begins where `locale` is spoken, 0 for Sunday. */
export function firstWeekday(locale: string): number {
  const found = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?: () => { firstDay: number } }
  return (found.getWeekInfo?.().firstDay ?? 1) % DAYS_PER_WEEK
}

/** Both ends belong to it; null is open. */
export type DayRange = { from: Day | null; to: Day | null }

export const RANGES = ['today', 'yesterday', 'last7', 'last30', 'thisMonth', 'lastMonth', 'any'] as const
export type RangeName = (typeof RANGES)[number]

/** The ranges people ask for most, seen from `today`. */
export function namedRange(name: RangeName, today: Day): DayRange {
  switch (name) {
    case 'today':
      return { from: today, to: today }
    case 'yesterday':
      return { from: addDays(today, -1), to: addDays(today, -1) }
    case 'last7':
      return { from: addDays(today, -6), to: today }
    case 'last30':
      return { from: addDays(today, -29), to: today }
    case 'thisMonth':
      return { from: monthOf(today), to: today }
    case 'lastMonth':
      return { from: addMonths(monthOf(today), -1), to: addDays(monthOf(today), -1) }
    case 'any':
      return { from: null, to: null }
  }
}

/** The wrong way round is meant the right way round. */
export function ordered({ from, to }: DayRange): DayRange {
  return from && to && from > to ? { from: to, to: from } : { from, to }
}

/** Where a key leads from `day`, or null if it leads nowhere. `towardsEnd` is the arrow that points where the text goes. */
export function stepDay(day: Day, key: string, shift: boolean, towardsEnd: 'ArrowLeft' | 'ArrowRight', firstWeekdayOfLocale: number): Day | null {
  const inWeek = (weekdayOf(day) - firstWeekdayOfLocale + DAYS_PER_WEEK) % DAYS_PER_WEEK
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowRight':
      return addDays(day, key === towardsEnd ? 1 : -1)
    case 'ArrowDown':
      return addDays(day, DAYS_PER_WEEK)
    case 'ArrowUp':
      return addDays(day, -DAYS_PER_WEEK)
    case 'Home':
      return addDays(day, -inWeek)
    case 'End':
      return addDays(day, DAYS_PER_WEEK - 1 - inWeek)
    case 'PageDown':
      return addMonths(day, shift ? 12 : 1)
    case 'PageUp':
      return addMonths(day, shift ? -12 : -1)
    default:
      return null
  }
}
