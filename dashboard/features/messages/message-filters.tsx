'use client'

import { Search, X } from 'lucide-react'
import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { STATUSES } from '@/api/types'
import { useCommands } from '@/features/shell/commands'
import { classes } from '@/ui/classes'
import { DateRange } from '@/ui/date-range'
import { inputClasses } from '@/ui/input'
import { PassingButton } from '@/ui/passing-button'
import { Select } from '@/ui/select'
import { useDateRangeWords } from '@/words/ui-words'
import { BusinessFilter } from './business-filter'
import type { Scope } from './messages-page'
import { TEXT_CHARS_MAX, type TableSearch } from './search'

type Props = {
  scope: Scope
  search: TableSearch
  zone: string
  filtered: boolean
  /** Gets the filters, for the keyboard. */
  filters: RefObject<HTMLDivElement | null>
  onChange: (change: Partial<TableSearch>) => void
  onType: (change: Partial<TableSearch>) => void
  onClear: () => void
  onBusiness: (id: string | null) => void
  /** What else can be done about the table. */
  tools: ReactNode
}

export function MessageFilters({ scope, search, zone, filtered, filters, onChange, onType, onClear, onBusiness, tools }: Props) {
  const t = useTranslations()
  const locale = useLocale()
  const dateWords = useDateRangeWords()
  const text = useRef<HTMLInputElement>(null)
  useCommands([{ id: 'search', group: 'do', label: t('messages.search'), run: () => text.current?.focus() }])
  return (
    <header className="shrink-0 border-b border-line">
      <div className="flex h-13 items-center gap-3 px-4">
        <h1 className="text-lg font-semibold tracking-tight">{t('messages.title')}</h1>
        <BusinessFilter scope={scope} onChange={onBusiness} />
        <span className="flex-1" />
        {tools}
      </div>
      <div ref={filters} tabIndex={-1} role="search" aria-label={t('messages.filters')} className="flex gap-2 px-4 pb-3 max-md:overflow-x-auto md:flex-wrap">
        <TypedFilter inputRef={text} icon label={t('messages.search')} placeholder={t('messages.searchPlaceholder')} value={search.text} onType={(value) => onType({ text: value })} className="w-56" />
        <TypedFilter label={t('messages.sender')} placeholder={t('messages.senderPlaceholder')} value={search.sender} onType={(value) => onType({ sender: value })} className="w-44" />
        <DateRange label={t('messages.dates')} from={search.from} to={search.to} zone={zone} locale={locale} words={dateWords} onChange={onChange} />
        <Select
          label={t('messages.direction')}
          value={search.direction}
          active={search.direction !== 'any'}
          onChange={(direction) => onChange({ direction })}
          choices={[
            { value: 'any', label: t('messages.anyDirection') },
            { value: 'in', label: t('messages.in') },
            { value: 'out', label: t('messages.out') },
          ]}
        />
        <Select
          label={t('messages.status')}
          value={search.status}
          active={search.status !== 'any'}
          onChange={(status) => onChange({ status })}
          choices={[{ value: 'any' as const, label: t('messages.anyStatus') }, ...STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))]}
        />
        {filtered && (
          <PassingButton look="quiet" onClick={onClear} handOn={() => filters.current?.focus()}>
            <X aria-hidden className="size-3.5" />
            {t('messages.clear')}
          </PassingButton>
        )}
      </div>
    </header>
  )
}

const TYPING_PAUSE_MS = 250

type TypedProps = { label: string; placeholder: string; value: string; onType: (value: string) => void; icon?: boolean; inputRef?: RefObject<HTMLInputElement | null>; className?: string }

/** A text filter that takes effect after a short pause. */
function TypedFilter({ label, placeholder, value, onType, icon = false, inputRef, className }: TypedProps) {
  const [typed, setTyped] = useState(value)
  const [known, setKnown] = useState(value)
  /** What the address was told last. It follows later, and whoever goes on typing until then keeps what they type. */
  const [told, setTold] = useState(value)
  if (known !== value) {
    setKnown(value)
    if (value !== told) {
      // The address changed by itself: Back, a link, or "clear".
      setTold(value)
      setTyped(value)
    }
  }
  const latest = useRef(onType)
  useEffect(() => {
    latest.current = onType
  })
  useEffect(() => {
    if (typed.trim() === value) return
    const timer = setTimeout(() => {
      setTold(typed.trim())
      latest.current(typed.trim())
    }, TYPING_PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed, value])
  return (
    <label className={classes('relative shrink-0', className)}>
      <span className="sr-only">{label}</span>
      {icon && <Search aria-hidden className="pointer-events-none absolute start-2.5 top-2 size-4 text-text-3" />}
      <input
        ref={inputRef}
        type="search"
        maxLength={TEXT_CHARS_MAX}
        value={typed}
        placeholder={placeholder}
        onChange={(event) => setTyped(event.target.value)}
        className={classes(inputClasses, 'h-8 px-2.5 text-sm shadow-1', icon && 'ps-8', value && 'border-accent/50 bg-accent-soft')}
      />
    </label>
  )
}
