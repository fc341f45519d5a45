'use client'

import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Inbox, ListFilter as FilterIcon } from 'lucide-react'
import { useEffect, useMemo, useRef, type RefObject } from 'react'
import { useTranslations } from 'use-intl'
import type { BusinessItem, ConversationItem } from '@/api/generated/switchboard'
import { MoreFailed } from '@/features/inbox/more-failed'
import { listFilter, type InboxSearch } from '@/features/inbox/search'
import { threadQuery } from '@/features/messages/queries'
import { useCommands } from '@/features/shell/commands'
import { Failure } from '@/features/shell/failure'
import { usePreferences } from '@/features/shell/preferences'
import { Notice } from '@/ui/notice'
import { Select } from '@/ui/select'
import { VirtualList, type ListHandle } from '@/ui/virtual-list'
import { ConversationRow } from './conversation-row'
import type { ConversationFilter } from './filter'
import { listWithWrites } from './intent'
import { ListSkeleton } from './list-skeleton'
import { openedNow } from './opened'
import { conversationsQuery } from './queries'
import { ViewTabs } from './view-tabs'
import { useWrites } from './writes'

type Props = {
  business: BusinessItem
  /** The viewer's user id, as soon as it is known. */
  me: string | undefined
  search: InboxSearch
  /** Gets the way to go through the list. */
  step: RefObject<((by: number) => void) | undefined>
  onChoose: (conversation: string) => void
  onSearch: (change: Partial<InboxSearch>) => void
}

const NONE: ConversationItem[] = []
const EVERY: ConversationFilter = {}

export function ConversationList({ business, me, search, step, onChoose, onSearch }: Props) {
  const t = useTranslations()
  const { view, state } = search
  const known = useMemo(() => listFilter({ view, state }, me), [view, state, me])
  const filter = known ?? EVERY
  const query = useInfiniteQuery({ ...conversationsQuery(business.id, filter), enabled: known !== null })
  const writes = useWrites(business.id)
  const loaded = query.data ?? NONE
  const items = useMemo(() => listWithWrites(loaded, writes, filter, !query.hasNextPage), [loaded, writes, filter, query.hasNextPage])
  const choices = (['open', 'pending', 'snoozed', 'resolved', 'all'] as const).map((value) => ({ value, label: t(`states.${value}`) }))
  const untouched = view === 'all' && state === 'open'
  return (
    <section aria-label={t('inbox.conversations')} className="flex min-h-0 flex-1 flex-col border-e border-line bg-surface">
      <header className="shrink-0 border-b border-line ps-4 pe-3">
        <div className="flex h-13 min-w-0 items-baseline gap-2 pt-3.5">
          <h1 className="text-lg font-semibold tracking-tight">{t('inbox.title')}</h1>
          <span className="truncate text-xs text-text-3">{business.display_name}</span>
        </div>
        <div className="-ms-1 flex items-center justify-between gap-2 pb-2.5">
          <ViewTabs view={view} onView={(next) => onSearch({ view: next })} />
          <Select label={t('inbox.filter')} value={state} choices={choices} onChange={(next) => onSearch({ state: next })} active={state !== 'open'} className="max-w-36" />
        </div>
      </header>
      {known === null || query.isPending ? (
        <ListSkeleton />
      ) : query.isError && items.length === 0 ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : items.length === 0 ? (
        <Notice icon={untouched ? <Inbox /> : <FilterIcon />} title={t(untouched ? 'inbox.emptyTitle' : 'inbox.emptyFilterTitle')}>
          {t(untouched ? 'inbox.emptyText' : 'inbox.emptyFilterText')}
        </Notice>
      ) : (
        <Rows
          business={business}
          items={items}
          more={query.hasNextPage}
          chosen={search.conversation}
          step={step}
          onChoose={onChoose}
          onEnd={() => {
            if (query.hasNextPage && !query.isFetching && !query.isFetchNextPageError) void query.fetchNextPage()
          }}
        />
      )}
      {query.isFetchNextPageError && (
        <MoreFailed text={t('inbox.moreFailed')} busy={query.isFetchingNextPage} retry={() => void query.fetchNextPage()} className="shrink-0 border-t border-line p-2" />
      )}
    </section>
  )
}

type RowsProps = { business: BusinessItem; items: ConversationItem[]; more: boolean; chosen: string | null; step: Props['step']; onChoose: (id: string) => void; onEnd: () => void }

const keyOf = ({ id }: ConversationItem) => id

function Rows({ business, items, more, chosen, step, onChoose, onEnd }: RowsProps) {
  const t = useTranslations()
  const client = useQueryClient()
  const list = useRef<ListHandle>(null)
  const rowPx = usePreferences().density === 'compact' ? 52 : 68
  const prefetch = (id: string) => void client.infiniteQuery(threadQuery(business.id, id)).catch(() => undefined)
  const go = (by: number) => {
    const now = openedNow()
    const at = items.findIndex(({ id }) => id === now)
    const to = at === -1 ? 0 : Math.min(items.length - 1, Math.max(0, at + by))
    const next = items[to]
    if (!next) return
    list.current?.show(to)
    onChoose(next.id)
    const after = items[to + by]
    if (after) prefetch(after.id)
  }
  useCommands([
    { id: 'next', group: 'go', label: t('keys.next'), run: () => go(1) },
    { id: 'previous', group: 'go', label: t('keys.previous'), run: () => go(-1) },
  ])
  useEffect(() => {
    step.current = go
  })
  return (
    <VirtualList ref={list} label={t('inbox.conversations')} items={items} more={more} keyOf={keyOf} rowPx={rowPx} onEnd={onEnd} className="min-h-0 flex-1">
      {(item) => <ConversationRow item={item} business={business} chosen={item.id === chosen} onChoose={onChoose} onNear={prefetch} />}
    </VirtualList>
  )
}
