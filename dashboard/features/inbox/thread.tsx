'use client'

import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { MessageSquareDashed } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { BusinessItem, MessageItem } from '@/api/generated/switchboard'
import { conversationQuery } from '@/features/conversations/queries'
import { threadQuery } from '@/features/messages/queries'
import { useCommands } from '@/features/shell/commands'
import { Failure } from '@/features/shell/failure'
import { preferences, usePreferences } from '@/features/shell/preferences'
import { personName } from '@/lib/format'
import { Notice } from '@/ui/notice'
import { ContactPanel } from './contact-panel'
import { ThreadHeader } from './thread-header'
import { ThreadLog } from './thread-log'
import { ThreadSkeleton } from './thread-skeleton'

type Props = { business: BusinessItem; conversation: string; onBack: () => void }

const NONE: MessageItem[] = []

/** One conversation: who it is, what was said, and the contact beside it. */
export function Thread({ business, conversation, onBack }: Props) {
  const t = useTranslations()
  const client = useQueryClient()
  const { data: about, error: unknown } = useQuery(conversationQuery(client, business.id, conversation))
  const thread = useInfiniteQuery(threadQuery(business.id, conversation))
  const { details } = usePreferences()
  const messages = thread.data ?? NONE
  const failed = unknown ?? (thread.isError && messages.length === 0 ? thread.error : null)
  const toggleDetails = () => preferences.set({ details: !preferences.get().details })
  useCommands([
    { id: 'details', group: 'do', label: t('inbox.details'), keys: 'Alt+KeyO', run: toggleDetails },
    { id: 'back', group: 'go', label: t('inbox.back'), single: 'Escape', run: onBack },
  ])
  return (
    <>
      <section aria-label={about ? personName(about.contact) : t('app.loading')} className="flex min-w-0 flex-1 flex-col bg-surface">
        <ThreadHeader conversation={about} onBack={onBack} detailsShown={details} onDetails={toggleDetails} />
        {failed ? (
          <Failure error={failed} retry={() => void thread.refetch()} />
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
              if (thread.hasNextPage && !thread.isFetching) void thread.fetchNextPage()
            }}
            older={thread.isFetchingNextPage}
          />
        )}
      </section>
      {details && about && <ContactPanel conversation={about} business={business} />}
    </>
  )
}
