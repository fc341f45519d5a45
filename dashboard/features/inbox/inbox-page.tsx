'use client'

import { MessagesSquare } from 'lucide-react'
import { useSearchParams } from 'next/navigation'
import { lazy, Suspense, useEffect } from 'react'
import { useTranslations } from 'use-intl'
import type { BusinessItem, ConversationState } from '@/api/generated/switchboard'
import { CONVERSATION_STATES } from '@/api/types'
import { BusinessGate } from '@/features/businesses/business-gate'
import { ConversationList } from '@/features/conversations/conversation-list'
import { ListSkeleton } from '@/features/conversations/list-skeleton'
import { paths } from '@/lib/paths'
import { classes } from '@/ui/classes'
import { Keys } from '@/ui/keys'
import { Notice } from '@/ui/notice'
import { ThreadSkeleton } from './thread-skeleton'

// Loaded beside the list, not before it.
const loadThread = () => import('./thread')
const Thread = lazy(() => loadThread().then((m) => ({ default: m.Thread })))

export function InboxPage() {
  const t = useTranslations('inbox')
  return (
    <BusinessGate
      loading={
        <div className="w-full border-e border-line bg-surface md:w-80 lg:w-88">
          <h1 className="sr-only">{t('title')}</h1>
          <ListSkeleton />
        </div>
      }
    >
      {(business) => <Inbox business={business} />}
    </BusinessGate>
  )
}

export type ListFilter = ConversationState | 'all'

function filterOf(text: string | null): ListFilter {
  return CONVERSATION_STATES.find((state) => state === text) ?? 'all'
}

function Inbox({ business }: { business: BusinessItem }) {
  const t = useTranslations('inbox')
  const search = useSearchParams()
  const conversation = search.get('c')
  const filter = filterOf(search.get('f'))
  useEffect(() => void loadThread(), [])

  const show = (next: { conversation?: string; filter?: ListFilter }) => {
    const state = next.filter ?? filter
    const address = paths.inbox({ business: business.id, conversation: next.conversation, state: state === 'all' ? undefined : state })
    window.history.pushState(null, '', address)
  }

  return (
    <>
      <ConversationList
        business={business}
        filter={filter}
        chosen={conversation}
        onChoose={(id) => show({ conversation: id })}
        onFilter={(next) => show({ conversation: conversation ?? undefined, filter: next })}
        className={classes('w-full md:w-80 lg:w-88', conversation && 'max-md:hidden')}
      />
      {conversation ? (
        <Suspense fallback={<ThreadSkeleton />}>
          <Thread key={conversation} business={business} conversation={conversation} onBack={() => show({})} />
        </Suspense>
      ) : (
        <div className="hidden min-w-0 flex-1 bg-surface md:flex">
          <Notice icon={<MessagesSquare />} title={t('chooseTitle')}>
            <span className="inline-flex flex-wrap items-center justify-center gap-1.5">
              {t.rich('chooseText', { next: () => <Keys keys="Alt+J" />, previous: () => <Keys keys="Alt+K" /> })}
            </span>
          </Notice>
        </div>
      )}
    </>
  )
}
