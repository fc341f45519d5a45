'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Building2, RefreshCw, SearchX, TableProperties, Unlink } from 'lucide-react'
import { useSearchParams } from 'next/navigation'
import { useMemo, useRef } from 'react'
import { useTranslations } from 'use-intl'
import type { BusinessItem } from '@/api/generated/switchboard'
import { BusinessGate } from '@/features/businesses/business-gate'
import { businessesQuery, meQuery } from '@/features/businesses/queries'
import { Failure } from '@/features/shell/failure'
import { usePageTitle } from '@/features/shell/page-title'
import { preferences, usePreferences } from '@/features/shell/preferences'
import { viewerZone } from '@/lib/format'
import { paths } from '@/lib/paths'
import { Button } from '@/ui/button'
import { ColumnChoice } from '@/ui/column-choice'
import type { TableHandle } from '@/ui/data-table'
import { IconButton } from '@/ui/icon-button'
import { Notice } from '@/ui/notice'
import { Pager } from '@/ui/pager'
import { PassingButton } from '@/ui/passing-button'
import { usePagerWords } from '@/words/ui-words'
import { FreshButton } from './fresh-button'
import { EVERY_BUSINESS, messageKeys } from './keys'
import { useMessageColumns } from './message-columns'
import { MessageFilters } from './message-filters'
import { MessageTable } from './message-table'
import { cursorBefore, leadOn } from './trail'
import { tableQuery } from './queries'
import { apiFilter, BUSINESSES_MAX, isFiltered, parseSearch, refusalOf, searchPath, type Refusal, type TableSearch } from './search'
import { TableSkeleton } from './table-skeleton'

export function MessagesPage() {
  const t = useTranslations('messages')
  const named = useSearchParams().get('b')
  const { data: me } = useQuery(meQuery)
  usePageTitle(t('title'))
  const loading = (
    <div className="flex w-full flex-col bg-surface">
      <h1 className="sr-only">{t('title')}</h1>
      <TableSkeleton />
    </div>
  )
  if (!me && !named) return loading
  // Without a business in the address, admins see all of them.
  if (me?.is_admin && !named) return <AcrossBusinesses />
  return <BusinessGate loading={loading}>{(business) => <Messages scope={{ business }} />}</BusinessGate>
}

function AcrossBusinesses() {
  const { data = [] } = useQuery(businessesQuery)
  const scope = useMemo<Scope>(() => ({ every: data }), [data])
  return <Messages scope={scope} />
}

export type Scope = { business: BusinessItem } | { every: readonly BusinessItem[] }

function Messages({ scope }: { scope: Scope }) {
  const t = useTranslations('messages')
  const ui = useTranslations('ui')
  const params = useSearchParams()
  const client = useQueryClient()
  const search = useMemo(() => parseSearch(params), [params])
  const business = 'business' in scope ? scope.business.id : EVERY_BUSINESS
  const zone = 'business' in scope ? scope.business.timezone : viewerZone()
  const filter = useMemo(() => apiFilter(search, zone), [search, zone])
  const across = 'business' in scope ? 1 : scope.every.length
  const query = useQuery({ ...tableQuery(business, filter), enabled: refusalOf(search, across, null) === null })
  const refusal = refusalOf(search, across, query.error)

  const address = (next: TableSearch, other = params.get('b')) => paths.messages(searchPath(next, other))
  const go = (change: Partial<TableSearch>) => window.history.pushState(null, '', address({ ...search, cursor: null, ...change }))
  // While somebody types, the address follows without filling the history.
  const follow = (change: Partial<TableSearch>) => window.history.replaceState(null, '', address({ ...search, cursor: null, ...change }))
  const clear = () => go({ sender: '', text: '', direction: 'any', status: 'any', from: null, to: null })
  const items = query.data?.items ?? []
  const columns = useMessageColumns(scope, zone)
  const { messageColumnsHidden } = usePreferences()
  const hidden = useMemo(() => new Set(messageColumnsHidden), [messageColumnsHidden])
  const filtered = isFiltered(search)
  const table = useRef<TableHandle>(null)
  const filters = useRef<HTMLDivElement>(null)
  const showFresh = () => void client.invalidateQueries({ queryKey: messageKeys.table(business, filter), exact: true })

  return (
    <section aria-label={t('title')} className="flex min-w-0 flex-1 flex-col bg-surface">
      <MessageFilters
        scope={scope}
        search={search}
        zone={zone}
        filtered={filtered}
        filters={filters}
        onChange={go}
        onType={follow}
        onClear={clear}
        onBusiness={(id) => window.history.pushState(null, '', address({ ...search, cursor: null }, id))}
        tools={
          <>
            {business === EVERY_BUSINESS && (
              <IconButton label={t('refresh')} hint="below-end" busy={query.isFetching} onClick={() => void query.refetch()}>
                <RefreshCw />
              </IconButton>
            )}
            <FreshButton count={query.data?.fresh ?? 0} onShow={showFresh} onLost={() => table.current?.step(0)} />
            <ColumnChoice label={ui('columns')} columns={columns} hidden={hidden} onChange={(next) => preferences.set({ messageColumnsHidden: [...next] })} />
          </>
        }
      />
      {refusal ? (
        <Refused why={refusal} onFirst={() => go({})} />
      ) : query.isPending ? (
        <TableSkeleton />
      ) : query.isError && !query.data ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : items.length === 0 ? (
        <Notice
          icon={filtered ? <SearchX /> : <TableProperties />}
          title={t(filtered ? 'noneTitle' : 'emptyTitle')}
          action={
            filtered && (
              <PassingButton onClick={clear} handOn={() => filters.current?.focus()}>
                {t('clear')}
              </PassingButton>
            )
          }
        >
          {t(filtered ? 'noneText' : 'emptyText')}
        </Notice>
      ) : (
        <MessageTable
          items={items}
          columns={columns}
          hidden={hidden}
          busy={query.isPlaceholderData}
          table={table}
        />
      )}
      {!refusal && <TablePager cursor={search.cursor} next={query.data?.next_cursor ?? null} count={items.length} busy={query.isPlaceholderData} onGo={(cursor) => go({ cursor })} />}
    </section>
  )
}

/** What no second try helps against, and what does. */
function Refused({ why, onFirst }: { why: Refusal; onFirst: () => void }) {
  const t = useTranslations('messages')
  return why === 'badPage' ? (
    <Notice icon={<Unlink />} title={t('badPageTitle')} action={<Button onClick={onFirst}>{t('badPageGo')}</Button>}>
      {t('badPageText')}
    </Notice>
  ) : (
    <Notice icon={<Building2 />} title={t('tooManyTitle')}>
      {t('tooManyText', { count: BUSINESSES_MAX })}
    </Notice>
  )
}

type PagerProps = { cursor: string | null; next: string | null; count: number; busy: boolean; onGo: (cursor: string | null) => void }

function TablePager({ cursor, next, count, busy, onGo }: PagerProps) {
  const t = useTranslations('messages')
  const back = cursorBefore(cursor)
  const on = () => {
    if (next === null) return
    leadOn(cursor, next)
    onGo(next)
  }
  return (
    <Pager
      label={t('title')}
      words={usePagerWords()}
      shown={t('shown', { count })}
      busy={busy}
      onFirst={cursor === null ? null : () => onGo(null)}
      onPrevious={back === undefined ? null : () => onGo(back)}
      onNext={next === null ? null : on}
    />
  )
}
