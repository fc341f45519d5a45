// Days and instants in a business's time zone. No formatting here: see format.ts.

/** A calendar day, `2026-11-22`, without a zone. */
export type Day = string

const DAY = /^\d{4}-\d{2}-\d{2}$/
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export function isDay(text: string): text is Day {
  return DAY.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`))
}

const dayFormats = new Map<string, Intl.DateTimeFormat>()

/** The calendar day of an instant as people in `zone` would say it. */
export function dayOf(instant: Date, zone: string): Day {
  let format = dayFormats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
    dayFormats.set(zone, format)
  }
  return format.format(instant)
}

export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

/** Minutes that `zone` is ahead of UTC at an instant. */
function offsetMs(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant)
  const part = (type: string) => Number(parts.find((p) => p.type === type)?.value)
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return wall - Math.floor(instant / 1000) * 1000
}

/** The instant at which clocks in `zone` show `hour` on `day`, also on days when the clocks change. */
export function instantOf(day: Day, hour: number, zone: string): Date {
  const wall = Date.parse(`${day}T00:00:00Z`) + hour * HOUR_MS
  const guess = wall - offsetMs(wall, zone)
  return new Date(wall - offsetMs(guess, zone))
}

/** The instant at which `day` begins in `zone`. */
export function startOfDay(day: Day, zone: string): Date {
  return instantOf(day, 0, zone)
}

/** 0 is Sunday. */
export function weekdayOf(day: Day): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay()
}
