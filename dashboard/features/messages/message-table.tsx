'use client'

import { ArrowDownLeft, ArrowUpRight } from 'lucide-react'
import Link from 'next/link'
import { useRef } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import type { MessageItem } from '@/api/generated/switchboard'
import { useCommands } from '@/features/shell/commands'
import { clockTime, fullTime, personName, phone, shortDate } from '@/lib/format'
import { paths } from '@/lib/paths'
import { Badge, type Tone } from '@/ui/badge'
import { classes } from '@/ui/classes'
import { kindWord } from './kind'
import { MessageTick, statusWord } from './message-tick'
import type { Scope } from './messages-page'

type Props = { items: readonly MessageItem[]; scope: Scope; zone: string; dimmed: boolean }

const head = 'sticky top-0 z-[1] border-b border-line bg-surface px-3 py-2 text-start text-xs font-medium text-text-3 first:ps-4 last:pe-4'
const cell = 'border-b border-line px-3 py-(--cell) align-middle first:ps-4 last:pe-4'

export function MessageTable({ items, scope, zone, dimmed }: Props) {
  const t = useTranslations()
  const table = useRef<HTMLTableElement>(null)
  const step = (by: number) => {
    const links = [...(table.current?.querySelectorAll<HTMLAnchorElement>('a[data-row]') ?? [])]
    const at = links.findIndex((link) => link.closest('tr')?.contains(document.activeElement))
    links[at === -1 ? 0 : Math.min(links.length - 1, Math.max(0, at + by))]?.focus()
  }
  useCommands([
    { id: 'next', group: 'go', label: t('keys.next'), run: () => step(1) },
    { id: 'previous', group: 'go', label: t('keys.previous'), run: () => step(-1) },
  ])
  return (
    <div className={classes('min-h-0 flex-1 overflow-auto transition-opacity', dimmed && 'opacity-60')} aria-busy={dimmed}>
      <table ref={table} className="w-full table-fixed border-separate border-spacing-0 text-sm max-md:block">
        <caption className="sr-only">{t('messages.title')}</caption>
        <thead className="max-md:sr-only">
          <tr>
            <th scope="col" className={classes(head, 'w-36')}>{t('messages.time')}</th>
            {'every' in scope && <th scope="col" className={classes(head, 'w-40')}>{t('messages.business')}</th>}
            <th scope="col" className={classes(head, 'w-52 lg:w-60')}>{t('messages.sender')}</th>
            <th scope="col" className={head}>{t('messages.message')}</th>
            <th scope="col" className={classes(head, 'w-36')}>{t('messages.status')}</th>
          </tr>
        </thead>
        <tbody className="max-md:block">
          {items.map((item) => (
            <MessageRow key={item.id} item={item} zone={zone} business={'every' in scope ? (scope.every.find(({ id }) => id === item.business)?.display_name ?? item.business) : null} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function MessageRow({ item, zone, business }: { item: MessageItem; zone: string; business: string | null }) {
  const t = useTranslations()
  const locale = useLocale()
  const at = new Date(item.occurred_at)
  const name = personName(item.sender)
  const Arrow = item.direction === 'in' ? ArrowDownLeft : ArrowUpRight
  return (
    <tr className="relative hover:bg-hover has-[a[data-row]:focus-visible]:bg-selected max-md:grid max-md:grid-cols-[1fr_auto] max-md:gap-x-3 max-md:border-b max-md:border-line max-md:px-4 max-md:py-2.5 max-md:gap-y-0.5 max-md:[&>td]:border-0 max-md:[&>td]:p-0!">
      <td className={classes(cell, 'whitespace-nowrap text-text-2 tabular-nums max-md:col-start-2 max-md:row-start-1 max-md:text-xs')}>
        <time dateTime={item.occurred_at} title={fullTime(at, locale, zone)}>
          {shortDate(at, locale, zone)}, {clockTime(at, locale, zone)}
        </time>
      </td>
      {business !== null && <td className={classes(cell, 'truncate text-text-2 max-md:col-start-1 max-md:row-start-3')}>{business}</td>}
      <td className={classes(cell, 'truncate max-md:col-start-1 max-md:row-start-1')}>
        <Link
          data-row
          prefetch={false}
          href={paths.inbox({ business: item.business, conversation: item.conversation_id })}
          aria-label={t('messages.open', { name })}
          className="rounded-sm font-medium after:absolute after:inset-0 hover:underline"
        >
          <bdi>{name}</bdi>
        </Link>
        {item.sender.name && item.sender.wa_id && (
          <span className="ms-2 text-xs text-text-3 tabular-nums max-lg:hidden">
            <bdi dir="ltr">{phone(item.sender.wa_id)}</bdi>
          </span>
        )}
      </td>
      <td className={classes(cell, 'min-w-0 max-md:row-start-2')}>
        <span className="flex items-center gap-2">
          <Arrow role="img" aria-label={t(`messages.${item.direction}`)} className={classes('size-3.5 shrink-0 rtl:-scale-x-100', item.direction === 'in' ? 'text-info' : 'text-text-3')} />
          {item.kind !== 'text' && <Badge>{t(`kinds.${kindWord(item.kind)}`)}</Badge>}
          <span dir="auto" className="min-w-0 flex-1 truncate-own">
            {item.body}
          </span>
        </span>
      </td>
      <td className={classes(cell, 'max-md:col-start-2 max-md:row-start-2 max-md:justify-self-end')}>
        <StatusPill item={item} />
      </td>
    </tr>
  )
}

const TONES: Record<ReturnType<typeof statusWord>, Tone> = {
  queued: 'neutral',
  sent: 'neutral',
  delivered: 'neutral',
  read: 'info',
  played: 'info',
  failed: 'danger',
  unknown: 'warn',
}

function StatusPill({ item }: { item: MessageItem }) {
  const t = useTranslations('status')
  if (item.direction === 'in') return <span className="inline-flex h-5 items-center align-middle text-2xs font-medium text-text-3">{t('received')}</span>
  const word = statusWord(item.status)
  return (
    <Badge tone={TONES[word]}>
      <span aria-hidden className="contents">
        <MessageTick status={item.status} className="size-3.5 text-current" />
      </span>
      {t(word)}
    </Badge>
  )
}
