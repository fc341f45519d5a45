'use client'

import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { MessageSquareDashed } from 'lucide-react'
import { useCallback } from 'react'
import { useTranslations } from 'use-intl'
import type { BusinessItem, Me, MessageItem } from '@/api/generated/switchboard'
import { undoLast, useAct } from '@/features/conversations/act'
import { withWrites } from '@/features/conversations/intent'
import { conversationQuery } from '@/features/conversations/queries'
import { useWrites } from '@/features/conversations/writes'
import { threadQuery } from '@/features/messages/queries'
import { useCommands } from '@/features/shell/commands'
import { Failure } from '@/features/shell/failure'
import { preferences, usePreferences } from '@/features/shell/preferences'
import { ResizedPane } from '@/features/shell/resized-pane'
import { personName } from '@/lib/format'
import { Drawer } from '@/ui/drawer'
import { Notice } from '@/ui/notice'
import { useWide } from '@/ui/use-wide'
import { ContactPanel } from './contact-panel'
import { ThreadHeader } from './thread-header'
import { ThreadLog } from './thread-log'
import { ThreadSkeleton } from './thread-skeleton'
import { useThreadCommands } from './thread-commands'

type Props = {
  business: BusinessItem
  conversation: string
  me: Me | undefined
  onBack: () => void
  /** Goes to the next conversation of the list. */
  onNext: () => void
  /** The contact is shown over the thread, where it doesn't fit beside it. */
  contact: boolean
  onContact: (open: boolean) => void
}

const NONE: MessageItem[] = []

/** One conversation: who it is, what was said, and the contact beside it. */
export function Thread({ business, conversation, me, onBack, onNext, contact, onContact }: Props) {
  const t = useTranslations()
  const act = useAct()
  const client = useQueryClient()
  const one = useQuery(conversationQuery(client, business.id, conversation))
  const { data: known, error: unknown } = one
  const writes = useWrites(business.id)
  const about = known && withWrites(known, writes)
  const thread = useInfiniteQuery(threadQuery(business.id, conversation))
  const wide = useWide()
  const { details } = usePreferences()
  const messages = thread.data ?? NONE
  const failed = unknown ?? (thread.isError && messages.length === 0 ? thread.error : null)
  const retry = () => {
    void one.refetch()
    void thread.refetch()
  }
  const toggleDetails = () => {
    if (wide) preferences.set({ details: !details })
    else onContact(!contact)
  }
  useCommands([
    { id: 'details', group: 'do', label: t('keys.details'), run: toggleDetails },
    { id: 'undo', group: 'do', label: t('keys.undo'), run: undoLast },
    { id: 'back', group: 'go', label: t('keys.back'), run: onBack },
  ])
  useThreadCommands({ about, zone: business.timezone, me, act, onNext })
  const onSeen = useCallback(
    (newest: MessageItem) => {
      if (known) act(known, { do: 'read', message: newest.id, at: newest.occurred_at })
    },
    [act, known],
  )
  const panel = about && <ContactPanel conversation={about} business={business} />
  return (
    <>
      <section aria-label={about ? personName(about.contact) : t('app.loading')} className="flex min-w-0 flex-1 flex-col bg-surface">
        <ThreadHeader conversation={about} business={business} me={me} act={act} onBack={onBack} detailsShown={wide ? details : contact} onDetails={toggleDetails} />
        {failed ? (
          <Failure error={failed} retry={retry} />
        ) : thread.isPending || !about ? (
          <ThreadSkeleton />
        ) : messages.length === 0 ? (
          <Notice icon={<MessageSquareDashed />} title={t('thread.emptyTitle')}>
            {t('thread.emptyText')}
          </Notice>
        ) : (
          <ThreadLog
            name={personName(about.contact)}
            zone={business.timezone}
            messages={messages}
            unread={about.unread}
            onStart={() => {
              if (thread.hasNextPage && !thread.isFetching && !thread.isFetchNextPageError) void thread.fetchNextPage()
            }}
            complete={!thread.hasNextPage}
            older={thread.isFetchingNextPage}
            olderFailed={thread.isFetchNextPageError ? () => void thread.fetchNextPage() : null}
            onSeen={onSeen}
          />
        )}
      </section>
      {wide && details && panel && (
        <ResizedPane pane="details">
          <aside aria-label={t('details.title')} className="min-h-0 flex-1 overflow-y-auto border-s border-line bg-surface p-4">
            {panel}
          </aside>
        </ResizedPane>
      )}
      <Drawer title={t('details.title')} close={t('app.close')} open={!wide && contact && Boolean(panel)} onOpenChange={onContact}>
        {panel}
      </Drawer>
    </>
  )
}
