import { Globe } from 'lucide-react'
import { useState } from 'react'
import { dayOf, isDay, type Day } from '@/lib/time'
import { Button } from './button'
import { Calendar } from './calendar'
import { namedRange, ordered, RANGES, type DayRange } from './calendar-days'
import { classes } from './classes'
import { DateRangeText, dateRangeClasses, rangeText, type DateRangeProps } from './date-range'
import { inputClasses } from './input'
import type { Arrival } from './on-demand'
import { PopoverPanel } from './popover-panel'

/** The real picker behind date-range.tsx. */
export function DateRangePanel({ opened, focused, ...props }: DateRangeProps & Arrival) {
  const { label, from, to, locale, words, onChange } = props
  const [open, setOpen] = useState(opened)
  const text = rangeText({ from, to }, locale, words.any)
  return (
    <PopoverPanel
      opened={opened}
      focused={focused}
      label={label}
      open={open}
      onOpenChange={setOpen}
      className="w-[min(31rem,calc(100vw-1rem))]"
      trigger={
        <button type="button" aria-label={`${label}: ${text}`} className={dateRangeClasses(from !== null || to !== null)}>
          <DateRangeText text={text} />
        </button>
      }
    >
      <Picker
        {...props}
        onCancel={() => setOpen(false)}
        onChange={(range) => {
          setOpen(false)
          onChange(range)
        }}
      />
    </PopoverPanel>
  )
}

function Picker({ from, to, zone, locale, words, onChange, onCancel }: DateRangeProps & { onCancel: () => void }) {
  const [today] = useState(() => dayOf(new Date(), zone))
  const [draft, setDraft] = useState<DayRange>({ from, to })
  const [at, setAt] = useState<Day>(to ?? from ?? today)
  const pick = (day: Day) => {
    setAt(day)
    // The second day ends what the first began; after that a new range begins.
    setDraft(draft.from && !draft.to ? ordered({ from: draft.from, to: day }) : { from: day, to: null })
  }
  const type = (end: 'from' | 'to', text: string) => {
    setDraft({ ...draft, [end]: text === '' ? null : text })
    if (isDay(text)) setAt(text)
  }
  return (
    <form
      className="flex max-h-(--available-height) flex-col overflow-y-auto"
      onSubmit={(event) => {
        event.preventDefault()
        onChange(ordered(draft))
      }}
    >
      <div className="flex max-sm:flex-col">
        <ul aria-label={words.presets} className="flex shrink-0 gap-0.5 border-line p-2 max-sm:overflow-x-auto max-sm:border-b sm:w-36 sm:flex-col sm:border-e">
          {RANGES.map((name) => {
            const range = namedRange(name, today)
            const chosen = range.from === from && range.to === to
            return (
              <li key={name} className="shrink-0">
                <Button
                  look="quiet"
                  size="small"
                  aria-pressed={chosen}
                  onClick={() => onChange(range)}
                  className="w-full justify-start! text-start aria-pressed:bg-accent-soft aria-pressed:text-accent-text"
                >
                  {words[name]}
                </Button>
              </li>
            )
          })}
        </ul>
        <div className="min-w-0 flex-1 p-3">
          <div className="mb-3 flex gap-2">
            <Typed label={words.from} value={draft.from} onType={(text) => type('from', text)} />
            <Typed label={words.to} value={draft.to} onType={(text) => type('to', text)} />
          </div>
          <Calendar range={draft} today={today} at={at} onAt={setAt} onPick={pick} locale={locale} words={words} />
        </div>
      </div>
      <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-3 py-2">
        <p className="flex flex-1 items-center gap-1.5 text-xs text-text-2">
          <Globe aria-hidden className="size-3.5 shrink-0 text-text-3" />
          {words.zone(zone, offsetOf(zone, at, locale))}
        </p>
        <Button look="quiet" size="small" onClick={onCancel}>
          {words.cancel}
        </Button>
        <Button type="submit" look="primary" size="small">
          {words.apply}
        </Button>
      </footer>
    </form>
  )
}

/** How far the zone is from UTC on that day: it may differ in summer. */
function offsetOf(zone: string, day: Day, locale: string): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(new Date(`${day}T12:00:00Z`))
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
}

function Typed({ label, value, onType }: { label: string; value: Day | null; onType: (text: string) => void }) {
  return (
    <label className="min-w-0 flex-1 text-xs text-text-2">
      {label}
      <input
        type="date"
        value={value ?? ''}
        onChange={(event) => onType(event.target.value)}
        className={classes(inputClasses, 'mt-1 h-8 px-2 text-sm [&::-webkit-calendar-picker-indicator]:hidden')}
      />
    </label>
  )
}
