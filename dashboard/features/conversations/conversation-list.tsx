'use client'

import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Inbox, ListFilter as FilterIcon } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import type { BusinessItem, ConversationItem } from '@/api/generated/switchboard'
import { CONVERSATION_STATES } from '@/api/types'
import type { ListFilter } from '@/features/inbox/inbox-page'
import { threadQuery } from '@/features/messages/queries'
import { useCommands } from '@/features/shell/commands'
import { Failure } from '@/features/shell/failure'
import { usePreferences } from '@/features/shell/preferences'
import { classes } from '@/ui/classes'
import { Notice } from '@/ui/notice'
import { Select } from '@/ui/select'
import { ConversationRow } from './conversation-row'
import { ListSkeleton } from './list-skeleton'
import { conversationsQuery } from './queries'

type Props = {
  business: BusinessItem
  filter: ListFilter
  chosen: string | null
  onChoose: (conversation: string) => void
  onFilter: (filter: ListFilter) => void
  className?: string
}

const NONE: ConversationItem[] = []

export function ConversationList({ business, filter, chosen, onChoose, onFilter, className }: Props) {
  const t = useTranslations()
  const query = useInfiniteQuery(conversationsQuery(business.id, filter))
  const items = query.data ?? NONE
  useUnreadTitle(items, t('inbox.title'))
  const choices = (['all', ...CONVERSATION_STATES] as const).map((value) => ({ value, label: t(`states.${value}`) }))
  return (
    <section aria-label={t('inbox.conversations')} className={classes('flex min-h-0 flex-col border-e border-line bg-surface', className)}>
      <header className="flex h-13 shrink-0 items-center justify-between gap-2 border-b border-line ps-4 pe-3">
        <div className="flex min-w-0 items-baseline gap-2">
          <h1 className="text-lg font-semibold tracking-tight">{t('inbox.title')}</h1>
          <span className="truncate text-xs text-text-3">{business.display_name}</span>
        </div>
        <Select label={t('inbox.filter')} value={filter} choices={choices} onChange={onFilter} active={filter !== 'all'} className="max-w-36" />
      </header>
      {query.isPending ? (
        <ListSkeleton />
      ) : query.isError && items.length === 0 ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : items.length === 0 ? (
        <Notice icon={filter === 'all' ? <Inbox /> : <FilterIcon />} title={t(filter === 'all' ? 'inbox.emptyTitle' : 'inbox.emptyFilterTitle')}>
          {t(filter === 'all' ? 'inbox.emptyText' : 'inbox.emptyFilterText')}
        </Notice>
      ) : (
        <Rows
          business={business}
          items={items}
          chosen={chosen}
          onChoose={onChoose}
          onEnd={() => {
            if (query.hasNextPage && !query.isFetching) void query.fetchNextPage()
          }}
        />
      )}
    </section>
  )
}

type RowsProps = { business: BusinessItem; items: ConversationItem[]; chosen: string | null; onChoose: (id: string) => void; onEnd: () => void }

/** Rows left below the screen when the next page is asked for. */
const AHEAD_ROWS = 20

function Rows({ business, items, chosen, onChoose, onEnd }: RowsProps) {
  const t = useTranslations()
  const client = useQueryClient()
  const scroller = useRef<HTMLDivElement>(null)
  const rowPx = usePreferences().density === 'compact' ? 52 : 68
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    getItemKey: (index) => items[index]?.id ?? index,
    overscan: 8,
  })
  useEffect(() => virtual.measure(), [virtual, rowPx])
  const shown = virtual.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= items.length - AHEAD_ROWS) onEnd()
  }, [last, items.length, onEnd])

  const prefetch = (id: string) => void client.infiniteQuery(threadQuery(business.id, id)).catch(() => undefined)
  const step = (by: number) => {
    const at = items.findIndex(({ id }) => id === chosen)
    const next = items[at === -1 ? 0 : Math.min(items.length - 1, Math.max(0, at + by))]
    if (!next) return
    virtual.scrollToIndex(items.indexOf(next))
    onChoose(next.id)
    const after = items[items.indexOf(next) + by]
    if (after) prefetch(after.id)
  }
  useCommands([
    { id: 'next', group: 'go', label: t('keys.next'), keys: 'Alt+KeyJ', single: 'KeyJ', run: () => step(1) },
    { id: 'previous', group: 'go', label: t('keys.previous'), keys: 'Alt+KeyK', single: 'KeyK', run: () => step(-1) },
  ])

  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
      <ul aria-label={t('inbox.conversations')} className="relative" style={{ height: virtual.getTotalSize() }}>
        {shown.map((row) => {
          const item = items[row.index]
          return (
            item && (
              <li
                key={row.key}
                aria-setsize={items.length}
                aria-posinset={row.index + 1}
                className="absolute inset-x-0 top-0"
                style={{ height: row.size, transform: `translateY(${row.start}px)` }}
              >
                <ConversationRow item={item} business={business} chosen={item.id === chosen} onChoose={onChoose} onNear={prefetch} />
              </li>
            )
          )
        })}
      </ul>
    </div>
  )
}

/** How many conversations wait, in the title of the window. */
function useUnreadTitle(items: readonly ConversationItem[], title: string): void {
  const waiting = items.filter(({ unread }) => unread > 0).length
  useEffect(() => {
    document.title = `${waiting ? `(${waiting}) ` : ''}${title} · Switchboard`
  }, [waiting, title])
}
