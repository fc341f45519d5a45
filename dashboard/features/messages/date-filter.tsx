'use client'

import { CalendarDays, ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { shortDate } from '@/lib/format'
import { addDays, dayOf, startOfDay, type Day } from '@/lib/time'
import { Button } from '@/ui/button'
import { classes } from '@/ui/classes'
import { inputClasses } from '@/ui/input'
import { Popover } from '@/ui/popover'

type Props = { from: Day | null; to: Day | null; zone: string; onChange: (from: Day | null, to: Day | null) => void }

/** Days of a time zone, by preset or one by one. */
export function DateFilter({ from, to, zone, onChange }: Props) {
  const t = useTranslations('messages')
  const locale = useLocale()
  const [open, setOpen] = useState(false)
  const show = (day: Day) => shortDate(startOfDay(day, zone), locale, zone)
  const active = from !== null || to !== null
  const text = !active ? t('anyDate') : from === to && from ? show(from) : `${from ? show(from) : '…'} – ${to ? show(to) : '…'}`
  return (
    <Popover
      label={t('dates')}
      open={open}
      onOpenChange={setOpen}
      className="w-80 p-3"
      trigger={
        <Button aria-label={`${t('dates')}: ${text}`} className={classes('px-2.5 font-normal', active ? 'border-accent/50 bg-accent-soft text-accent-text' : 'text-text-2')}>
          <CalendarDays aria-hidden className="size-4 opacity-70" />
          {text}
          <ChevronDown aria-hidden className="size-3.5 opacity-70" />
        </Button>
      }
    >
      <Range
        from={from}
        to={to}
        zone={zone}
        onChange={(nextFrom, nextTo) => {
          setOpen(false)
          onChange(nextFrom, nextTo)
        }}
      />
    </Popover>
  )
}

function Range({ from, to, zone, onChange }: Props) {
  const t = useTranslations('messages')
  const today = dayOf(new Date(), zone)
  const [first, setFirst] = useState(from ?? '')
  const [last, setLast] = useState(to ?? '')
  const presets: [string, Day | null, Day | null][] = [
    [t('today'), today, today],
    [t('yesterday'), addDays(today, -1), addDays(today, -1)],
    [t('last7'), addDays(today, -6), today],
    [t('last30'), addDays(today, -29), today],
    [t('anyDate'), null, null],
  ]
  const date = classes(inputClasses, 'h-8 px-2 text-sm')
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap gap-1.5">
        {presets.map(([label, a, b]) => (
          <Button key={label} size="small" aria-pressed={a === from && b === to} onClick={() => onChange(a, b)} className="aria-pressed:border-accent/50 aria-pressed:bg-accent-soft aria-pressed:text-accent-text">
            {label}
          </Button>
        ))}
      </div>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          // The wrong way round is meant the right way round.
          const [a, b] = first && last && first > last ? [last, first] : [first, last]
          onChange(a || null, b || null)
        }}
      >
        <div className="flex gap-2">
          <label className="flex-1 text-xs text-text-2">
            {t('from')}
            <input type="date" value={first} max={last || undefined} onChange={(event) => setFirst(event.target.value)} className={classes(date, 'mt-1')} />
          </label>
          <label className="flex-1 text-xs text-text-2">
            {t('to')}
            <input type="date" value={last} min={first || undefined} onChange={(event) => setLast(event.target.value)} className={classes(date, 'mt-1')} />
          </label>
        </div>
        <div className="flex items-center justify-between gap-2">
          <p className="text-2xs text-text-3">{t('zone', { zone })}</p>
          <Button type="submit" look="primary" size="small">
            {t('apply')}
          </Button>
        </div>
      </form>
    </div>
  )
}
