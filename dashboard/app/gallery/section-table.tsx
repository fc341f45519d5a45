import { useMemo, useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { hueOf, initials } from '@/lib/format'
import { Avatar } from '@/ui/avatar'
import { Badge } from '@/ui/badge'
import { ColumnChoice } from '@/ui/column-choice'
import { DataTable, type Column, type Sort } from '@/ui/data-table'
import { Pager } from '@/ui/pager'
import { notify } from '@/ui/toast'
import { VirtualList } from '@/ui/virtual-list'
import { usePagerWords } from '@/words/ui-words'
import { Part } from './frame'
import { useSamples } from './samples'

type Person = { id: string; name: string; number: string; city: string; messages: number }

const PEOPLE = 24
const PAGE_ROWS = 8
const LONG_LIST = 10_000

export function Tables() {
  const samples = useSamples()
  return (
    <>
      <Part name="data table, column choice, pager" wide>
        <PeopleTable />
      </Part>
      <Part name={`virtual list of ${LONG_LIST}`}>
        <VirtualList label={samples.longList} items={LONG} keyOf={String} rowPx={48} className="h-80 rounded-xl border border-line bg-surface">
          {(index) => <LongRow index={index} />}
        </VirtualList>
      </Part>
    </>
  )
}

const LONG = Array.from({ length: LONG_LIST }, (_, index) => index)

function LongRow({ index }: { index: number }) {
  const samples = useSamples()
  const name = samples.names[index % samples.names.length] ?? ''
  return (
    <button
      type="button"
      onClick={() => notify({ title: samples.opened(name) })}
      className="focus-inset flex h-full w-full items-center gap-3 border-b border-line px-3 text-start hover:bg-hover focus-visible:bg-selected"
    >
      <Avatar initials={initials(name)} hue={hueOf(name)} size="small" />
      <span dir="auto" className="min-w-0 flex-1 truncate-own">
        {name}
      </span>
      <span className="text-xs text-text-3 tabular-nums">{index + 1}</span>
    </button>
  )
}

function PeopleTable() {
  const samples = useSamples()
  const locale = useLocale()
  const t = useTranslations('ui')
  const words = usePagerWords()
  const [sort, setSort] = useState<Sort | null>(null)
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const [page, setPage] = useState(0)
  const sorted = useMemo(() => order(people(samples.names, samples.cities), sort, locale), [samples, sort, locale])
  const rows = sorted.slice(page * PAGE_ROWS, (page + 1) * PAGE_ROWS)
  const columns: Column<Person>[] = [
    { id: 'name', header: samples.name, always: true, sortable: true, cell: ({ name }) => <bdi className="font-medium">{name}</bdi> },
    { id: 'number', header: samples.number, cell: ({ number }) => <bdi dir="ltr">{number}</bdi> },
    { id: 'city', header: samples.city, sortable: true, cell: ({ city }) => city },
    { id: 'label', header: samples.status, cell: ({ messages }) => <Badge tone={messages > 50 ? 'accent' : 'neutral'}>{messages > 50 ? samples.wholesale : samples.regular}</Badge> },
    { id: 'messages', header: samples.messages, sortable: true, end: true, cell: ({ messages }) => messages.toLocaleString(locale) },
  ]
  return (
    <div className="flex flex-col overflow-hidden rounded-xl border border-line bg-surface">
      <div className="flex items-center justify-between border-b border-line py-1.5 ps-4 pe-2">
        <p className="font-semibold">{samples.contactsTitle}</p>
        <ColumnChoice label={t('columns')} columns={columns} hidden={hidden} onChange={setHidden} />
      </div>
      <DataTable
        caption={samples.contactsTitle}
        columns={columns}
        hidden={hidden}
        rows={rows}
        keyOf={({ id }) => id}
        openLabel={({ name }) => samples.open(name)}
        onOpen={({ name }) => notify({ title: samples.opened(name) })}
        sort={sort}
        onSort={(next) => {
          setSort(next)
          setPage(0)
        }}
      />
      <Pager
        label={samples.contactsTitle}
        words={words}
        shown={samples.shown(rows.length)}
        onFirst={page > 0 ? () => setPage(0) : null}
        onPrevious={page > 0 ? () => setPage(page - 1) : null}
        onNext={(page + 1) * PAGE_ROWS < sorted.length ? () => setPage(page + 1) : null}
      />
    </div>
  )
}

function people(names: readonly string[], cities: readonly string[]): Person[] {
  return Array.from({ length: PEOPLE }, (_, index) => ({
    id: String(index),
    name: names[index % names.length] ?? '',
    number: `+49 151 ${String(23_456_789 + index * 7_919)}`,
    city: cities[(index * 3) % cities.length] ?? '',
    messages: (index * 37) % 101,
  }))
}

function order(all: readonly Person[], sort: Sort | null, locale: string): readonly Person[] {
  if (!sort) return all
  const sign = sort.descending ? -1 : 1
  const compare = (a: Person, b: Person) => (sort.column === 'messages' ? a.messages - b.messages : sort.column === 'city' ? a.city.localeCompare(b.city, locale) : a.name.localeCompare(b.name, locale))
  return [...all].sort((a, b) => sign * compare(a, b))
}
