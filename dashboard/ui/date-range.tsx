import { CalendarDays, ChevronDown } from 'lucide-react'
import type { Day } from '@/lib/time'
import { buttonClasses } from './button'
import type { DayRange, RangeName } from './calendar-days'
import { classes } from './classes'
import { onDemand, type Placeholder } from './on-demand'

export type DateRangeWords = {
  calendar: string
  previousMonth: string
  nextMonth: string
  from: string
  to: string
  apply: string
  cancel: string
  presets: string
  /** Says whose days these are: the zone's name and how far it is from UTC. */
  zone: (zone: string, offset: string) => string
} & Record<RangeName, string>

export type DateRangeProps = DayRange & {
  label: string
  onChange: (range: DayRange) => void
  /** Days are those of this time zone. */
  zone: string
  locale: string
  words: DateRangeWords
}

/** A range of days, by preset, by calendar or typed; what was picked counts when it is applied. */
export const DateRange = onDemand<DateRangeProps>(() => import('./date-range-panel').then((m) => m.DateRangePanel), DateRangeStand)

function DateRangeStand({ label, from, to, locale, words, onChange: _, zone: __, ...stand }: DateRangeProps & Placeholder) {
  const text = rangeText({ from, to }, locale, words.any)
  return (
    <button type="button" aria-haspopup="dialog" aria-expanded={false} aria-label={`${label}: ${text}`} {...stand} className={dateRangeClasses(from !== null || to !== null)}>
      <DateRangeText text={text} />
    </button>
  )
}

export function dateRangeClasses(active: boolean): string {
  return classes(buttonClasses(), 'px-2.5! font-normal!', active ? 'border-accent/50! bg-accent-soft! text-accent-text!' : 'text-text-2!')
}

export function DateRangeText({ text }: { text: string }) {
  return (
    <>
      <CalendarDays aria-hidden className="size-4 opacity-70" />
      {text}
      <ChevronDown aria-hidden className="size-3.5 opacity-70" />
    </>
  )
}

/** `3 – 9 Nov 2026`; an open end is an ellipsis. */
export function rangeText({ from, to }: DayRange, locale: string, any: string): string {
  if (!from && !to) return any
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  const date = (day: Day) => new Date(`${day}T00:00:00Z`)
  if (from && to) return format.formatRange(date(from), date(to))
  return from ? `${format.format(date(from))} – …` : `… – ${to ? format.format(date(to)) : ''}`
}
