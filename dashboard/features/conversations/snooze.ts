// Times to snooze until, in the business's time zone. Pure.

import { addDays, dayOf, instantOf, weekdayOf } from '@/lib/time'

const SNOOZES = ['hours', 'tomorrow', 'monday', 'week'] as const
type Snooze = (typeof SNOOZES)[number]

const HOURS_MS = 3 * 3_600_000
const MORNING_HOUR = 9
const MONDAY = 1

/** What is offered now: where two would be the same time, only the first. */
export function snoozes(now: number, zone: string): { preset: Snooze; until: Date }[] {
  const all = SNOOZES.map((preset) => ({ preset, until: snoozeUntil(preset, now, zone) }))
  return all.filter(({ until }, index) => all.findIndex((other) => other.until.getTime() === until.getTime()) === index)
}

function snoozeUntil(preset: Snooze, now: number, zone: string): Date {
  const today = dayOf(new Date(now), zone)
  switch (preset) {
    case 'hours':
      return new Date(now + HOURS_MS)
    case 'tomorrow':
      return instantOf(addDays(today, 1), MORNING_HOUR, zone)
    case 'monday':
      // The next one, also when today is Monday.
      return instantOf(addDays(today, ((MONDAY - weekdayOf(today) + 6) % 7) + 1), MORNING_HOUR, zone)
    case 'week':
      return instantOf(addDays(today, 7), MORNING_HOUR, zone)
  }
}
