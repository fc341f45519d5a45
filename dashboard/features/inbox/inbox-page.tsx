'use client'

import { useQuery } from '@tanstack/react-query'
import { MessagesSquare } from 'lucide-react'
import { useSearchParams } from 'next/navigation'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import type { BusinessItem } from '@/api/generated/switchboard'
import { BusinessGate } from '@/features/businesses/business-gate'
import { meQuery } from '@/features/businesses/queries'
import { ConversationList } from '@/features/conversations/conversation-list'
import { ListSkeleton } from '@/features/conversations/list-skeleton'
import { openedNow } from '@/features/conversations/opened'
import { useCommands } from '@/features/shell/commands'
import { useKeyLabel } from '@/features/shell/keys'
import { usePageTitle } from '@/features/shell/page-title'
import { Part } from '@/features/shell/part'
import { ResizedPane } from '@/features/shell/resized-pane'
import { paths } from '@/lib/paths'
import { patiently } from '@/lib/patiently'
import { classes } from '@/ui/classes'
import { Keys } from '@/ui/keys'
import { Notice } from '@/ui/notice'
import { useKeptFocus } from './kept-focus'
import { inboxAddress, parseInbox, VIEWS, type InboxSearch } from './search'
import { ThreadSkeleton } from './thread-skeleton'

// Loaded beside the list, not before it.
const loadThread = () => patiently(() => import('./thread'))
const Thread = lazy(() => loadThread().then((m) => ({ default: m.Thread })))

export function InboxPage() {
  const t = useTranslations('inbox')
  usePageTitle(t('title'))
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

/** Marks an entry of the history that this page made, so that closing goes back instead of on. */
type Visit = { opened?: 'conversation' | 'contact' } | null

function Inbox({ business }: { business: BusinessItem }) {
  const t = useTranslations()
  const params = useSearchParams()
  const search = parseInbox(params)
  const { conversation, view } = search
  const { data: me } = useQuery(meQuery)
  const step = useRef<(by: number) => void>(undefined)
  useEffect(() => void loadThread().catch(() => undefined), [])
  const thread = useKeptFocus(conversation)

  const show = (change: Partial<InboxSearch>, opened?: 'conversation' | 'contact') =>
    window.history.pushState({ opened } satisfies Visit, '', paths.inbox(inboxAddress(business.id, { ...search, ...change })))
  /** Closes what was opened: Back does the same, and never opens it again. */
  const close = (change: Partial<InboxSearch>, opened: 'conversation' | 'contact') => {
    if ((window.history.state as Visit)?.opened === opened) window.history.back()
    else window.history.replaceState(null, '', paths.inbox(inboxAddress(business.id, { ...search, ...change })))
  }
  const choose = (id: string) => {
    const next = { conversation: id, contact: false }
    // From one to the next there is one step back: to the list.
    if (openedNow()) window.history.replaceState({ opened: (window.history.state as Visit)?.opened }, '', paths.inbox(inboxAddress(business.id, { ...search, ...next })))
    else show(next, 'conversation')
  }
  useCommands([
    { id: 'view', group: 'go', label: t('keys.view'), run: () => show({ view: VIEWS[(VIEWS.indexOf(view) + 1) % VIEWS.length] }) },
    ...VIEWS.filter((other) => other !== view).map((other) => ({ id: `view-${other}`, group: 'go' as const, label: t('inbox.goView', { view: t(`views.${other}`) }), run: () => show({ view: other }) })),
  ])

  return (
    <>
      <ResizedPane pane="list" className={classes('max-md:w-full', conversation && 'max-md:hidden')}>
        <ConversationList business={business} me={me?.id} search={search} step={step} onChoose={choose} onSearch={show} />
      </ResizedPane>
      {conversation ? (
        <div ref={thread} tabIndex={-1} className="flex min-w-0 flex-1 outline-none">
          <Part key={conversation}>
            <Suspense fallback={<ThreadSkeleton />}>
              <Thread
                business={business}
                conversation={conversation}
                me={me}
                onBack={() => close({ conversation: null }, 'conversation')}
                onNext={() => step.current?.(1)}
                contact={search.contact}
                onContact={(open) => (open ? show({ contact: true }, 'contact') : close({ contact: false }, 'contact'))}
              />
            </Suspense>
          </Part>
        </div>
      ) : (
        <div className="hidden min-w-0 flex-1 bg-surface md:flex">
          <Notice icon={<MessagesSquare />} title={t('inbox.chooseTitle')}>
            <ChooseKeys />
          </Notice>
        </div>
      )}
    </>
  )
}

function ChooseKeys() {
  const t = useTranslations('inbox')
  const next = useKeyLabel('next')
  const previous = useKeyLabel('previous')
  if (!next || !previous) return null
  return (
    <span className="inline-flex flex-wrap items-center justify-center gap-1.5">
      {t.rich('chooseText', { next: () => <Keys keys={next} />, previous: () => <Keys keys={previous} /> })}
    </span>
  )
}
