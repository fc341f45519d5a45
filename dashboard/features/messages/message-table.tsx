'use client'

import { useRouter } from 'next/navigation'
import type { RefObject } from 'react'
import { useTranslations } from 'use-intl'
import type { MessageItem } from '@/api/generated/switchboard'
import { useCommands } from '@/features/shell/commands'
import { personName } from '@/lib/format'
import { paths } from '@/lib/paths'
import { DataTable, type Column, type TableHandle } from '@/ui/data-table'

type Props = {
  items: readonly MessageItem[]
  columns: readonly Column<MessageItem>[]
  hidden: ReadonlySet<string>
  busy: boolean
  table: RefObject<TableHandle | null>
}

/** Messages, each leading to its conversation. */
export function MessageTable({ items, columns, hidden, busy, table }: Props) {
  const t = useTranslations()
  const router = useRouter()
  useCommands([
    { id: 'next', group: 'go', label: t('keys.next'), run: () => table.current?.step(1) },
    { id: 'previous', group: 'go', label: t('keys.previous'), run: () => table.current?.step(-1) },
  ])
  return (
    <DataTable
      ref={table}
      caption={t('messages.title')}
      columns={columns}
      hidden={hidden}
      rows={items}
      keyOf={({ id }) => id}
      openLabel={({ sender }) => t('messages.open', { name: personName(sender) })}
      hrefOf={conversationOf}
      onOpen={(item) => router.push(conversationOf(item))}
      busy={busy}
    />
  )
}

const conversationOf = ({ business, conversation_id }: MessageItem) => paths.inbox({ business, conversation: conversation_id })
