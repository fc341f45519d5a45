'use client'

import { ArrowDownLeft, ArrowUpRight } from 'lucide-react'
import { useMemo } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import type { BusinessItem, MessageItem } from '@/api/generated/switchboard'
import { clockTime, personName, phone, shortDate } from '@/lib/format'
import { Badge } from '@/ui/badge'
import { classes } from '@/ui/classes'
import type { Column } from '@/ui/data-table'
import { StatusPill } from '@/ui/status-pill'
import { useViewerTime } from '@/words/viewer-time'
import { kindWord } from './kind'
import { statusWord } from './message-tick'
import type { Scope } from './messages-page'

/** What a table of messages shows of each of them. */
export function useMessageColumns(scope: Scope, zone: string): readonly Column<MessageItem>[] {
  const t = useTranslations()
  return useMemo(() => {
    const businesses = 'every' in scope ? scope.every : [scope.business]
    const business: Column<MessageItem> = {
      id: 'business',
      header: t('messages.business'),
      width: 'w-30 lg:w-40',
      cell: (item) => <Cut>{businessOf(item, businesses)?.display_name ?? item.business}</Cut>,
    }
    return [
      { id: 'time', header: t('messages.time'), always: true, width: 'w-36', card: 'titleEnd', cell: (item) => <Time item={item} zone={zone} /> },
      ...('every' in scope ? [business] : []),
      { id: 'sender', header: t('messages.sender'), always: true, width: 'w-40 lg:w-60', card: 'title', cell: (item) => <Sender item={item} /> },
      { id: 'line', header: t('messages.line'), width: 'w-36 lg:w-40', cell: (item) => <bdi dir="ltr">{lineOf(item, businesses)}</bdi> },
      { id: 'message', header: t('messages.message'), card: 'line', cell: (item) => <Message item={item} /> },
      { id: 'status', header: t('messages.status'), width: 'w-30 lg:w-36', card: 'lineEnd', cell: (item) => <MessageStatus item={item} /> },
    ]
  }, [t, scope, zone])
}

const businessOf = (item: MessageItem, businesses: readonly BusinessItem[]) => businesses.find(({ id }) => id === item.business)

/** The number of ours that the message went through. */
const lineOf = (item: MessageItem, businesses: readonly BusinessItem[]) =>
  businessOf(item, businesses)?.phone_numbers.find(({ id }) => id === item.phone_number_id)?.display ?? item.phone_number_id

function Cut({ children }: { children: string }) {
  return (
    <span dir="auto" className="block truncate-own text-text-2">
      {children}
    </span>
  )
}

function Time({ item, zone }: { item: MessageItem; zone: string }) {
  const locale = useLocale()
  const viewerTime = useViewerTime()
  const at = new Date(item.occurred_at)
  return (
    <time dateTime={item.occurred_at} title={viewerTime(at)} className="relative z-[1] whitespace-nowrap text-text-2 tabular-nums max-md:text-xs">
      {shortDate(at, locale, zone)}, {clockTime(at, locale, zone)}
    </time>
  )
}

function Sender({ item }: { item: MessageItem }) {
  const { name, wa_id } = item.sender
  return (
    // One line high: a number that has no room beside the name wraps out of sight, whole.
    <span className="flex h-lh flex-wrap items-baseline gap-x-2 overflow-hidden">
      <span dir="auto" className="max-w-full truncate-own font-medium">
        {personName(item.sender)}
      </span>
      {name && wa_id && (
        <bdi dir="ltr" className="text-xs whitespace-nowrap text-text-3 tabular-nums max-lg:hidden">
          {phone(wa_id)}
        </bdi>
      )}
    </span>
  )
}

function Message({ item }: { item: MessageItem }) {
  const t = useTranslations()
  const Arrow = item.direction === 'in' ? ArrowDownLeft : ArrowUpRight
  return (
    <span className="flex items-center gap-2 overflow-hidden">
      <Arrow role="img" aria-label={t(`messages.${item.direction}`)} className={classes('size-3.5 shrink-0 rtl:-scale-x-100', item.direction === 'in' ? 'text-info' : 'text-text-3')} />
      {item.kind !== 'text' && <Badge>{t(`kinds.${kindWord(item.kind)}`)}</Badge>}
      <span dir="auto" className="min-w-0 flex-1 truncate-own">
        {item.body}
      </span>
    </span>
  )
}

function MessageStatus({ item }: { item: MessageItem }) {
  const t = useTranslations('status')
  if (item.direction === 'in') return <span className="inline-flex h-5 items-center align-middle text-2xs font-medium text-text-3">{t('received')}</span>
  const word = statusWord(item.status)
  return <StatusPill state={word} label={t(word)} />
}
