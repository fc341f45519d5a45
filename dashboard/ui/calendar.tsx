import { useDirection } from '@base-ui/react/direction-provider'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useEffect, useRef, type KeyboardEvent } from 'react'
import type { Day } from '@/lib/time'
import { Button } from './button'
import { addMonths, firstWeekday, monthOf, ordered, stepDay, weeksOf, type DayRange } from './calendar-days'
import { classes } from './classes'

type Props = {
  range: DayRange
  today: Day
  /** The day that the keyboard is on; its month is shown. */
  at: Day
  onAt: (day: Day) => void
  onPick: (day: Day) => void
  locale: string
  words: { previousMonth: string; nextMonth: string; calendar: string }
}

/** A day as a date that formats the same everywhere. */
const asDate = (day: Day) => new Date(`${day}T00:00:00Z`)

/** A month of days, of which a range is picked. Arrows go by day and week, Page Up and Down by month, with Shift by year. */
export function Calendar({ range, today, at, onAt, onPick, locale, words }: Props) {
  const first = firstWeekday(locale)
  const towardsEnd = useDirection() === 'rtl' ? 'ArrowLeft' : 'ArrowRight'
  const weeks = weeksOf(at, first)
  const grid = useRef<HTMLTableElement>(null)
  /** The keyboard was in the grid when the day changed, so it goes along. */
  const follow = useRef(false)
  useEffect(() => {
    if (!follow.current) return
    follow.current = false
    grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
  }, [at])
  const press = (event: KeyboardEvent) => {
    const to = event.altKey || event.ctrlKey || event.metaKey ? null : stepDay(at, event.key, event.shiftKey, towardsEnd, first)
    if (to === null) return
    event.preventDefault()
    follow.current = true
    onAt(to)
  }
  const narrow = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' })
  const wide = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' })
  const month = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(asDate(at))
  return (
    <div>
      <div className="mb-1 flex items-center justify-between gap-2">
        <Button look="quiet" size="icon" aria-label={words.previousMonth} onClick={() => onAt(addMonths(at, -1))}>
          <ChevronLeft aria-hidden className="size-4 rtl:-scale-x-100" />
        </Button>
        <p role="status" className="text-sm font-semibold">
          {month}
        </p>
        <Button look="quiet" size="icon" aria-label={words.nextMonth} onClick={() => onAt(addMonths(at, 1))}>
          <ChevronRight aria-hidden className="size-4 rtl:-scale-x-100" />
        </Button>
      </div>
      <table ref={grid} role="grid" aria-label={`${words.calendar}, ${month}`} onKeyDown={press} className="w-full table-fixed border-separate border-spacing-x-0 border-spacing-y-0.5">
        <thead>
          <tr>
            {weeks[0]?.map((day) => (
              <th key={day} scope="col" abbr={wide.format(asDate(day))} className="h-7 text-center text-2xs font-medium text-text-3">
                {narrow.format(asDate(day))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <DayCell key={day} day={day} range={range} today={today} at={at} onPick={onPick} locale={locale} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

type CellProps = Pick<Props, 'range' | 'today' | 'at' | 'onPick' | 'locale'> & { day: Day }

function DayCell({ day, range, today, at, onPick, locale }: CellProps) {
  const { from, to } = ordered(range)
  const end = day === from || day === to
  const inside = from !== null && to !== null && day >= from && day <= to
  return (
    <td role="gridcell" aria-selected={end || inside} className="p-0">
      <div
        className={classes(
          'flex justify-center',
          inside && 'bg-accent-soft',
          (day === from || !from) && inside && 'rounded-s-md',
          (day === to || !to) && inside && 'rounded-e-md',
        )}
      >
        <button
          type="button"
          tabIndex={day === at ? 0 : -1}
          aria-current={day === today ? 'date' : undefined}
          aria-label={new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' }).format(asDate(day))}
          onClick={() => onPick(day)}
          className={classes(
            'relative flex h-8 w-full items-center justify-center rounded-md text-sm tabular-nums transition-colors',
            end ? 'bg-accent font-semibold text-on-accent' : inside ? 'text-accent-text hover:bg-hover' : monthOf(day) === monthOf(at) ? 'hover:bg-hover' : 'text-text-3 hover:bg-hover',
            day === today && 'after:absolute after:bottom-1 after:h-0.5 after:w-3 after:rounded-full after:bg-current',
          )}
        >
          {new Intl.NumberFormat(locale, { useGrouping: false }).format(Number(day.slice(8)))}
        </button>
      </div>
    </td>
  )
}
