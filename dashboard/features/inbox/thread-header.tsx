'use client'

import { ArrowLeft, Check, PanelRight, RotateCcw } from 'lucide-react'
import { useLocale, useTranslations } from 'use-intl'
import type { BusinessItem, ConversationItem, Me } from '@/api/generated/switchboard'
import type { Act } from '@/features/conversations/act'
import { AssignMenu } from '@/features/conversations/assign-menu'
import { SnoozeMenu } from '@/features/conversations/snooze-menu'
import { useKeyLabel } from '@/features/shell/keys'
import { clockTime, hueOf, initials, personName, phone, weekday } from '@/lib/format'
import { Avatar } from '@/ui/avatar'
import { Badge } from '@/ui/badge'
import { IconButton } from '@/ui/icon-button'
import { Skeleton } from '@/ui/skeleton'
import { ASSIGN_BUTTON, SNOOZE_BUTTON } from './thread-commands'
import { WindowChip } from './window-chip'

type Props = {
  conversation: ConversationItem | undefined
  business: BusinessItem
  me: Me | undefined
  act: Act
  onBack: () => void
  detailsShown: boolean
  onDetails: () => void
}

export function ThreadHeader({ conversation, business, me, act, onBack, detailsShown, onDetails }: Props) {
  const t = useTranslations()
  const detailsKeys = useKeyLabel('details')
  return (
    <header className="@container relative z-[2] shrink-0 border-b border-line px-3 md:px-4">
      <div className="flex h-13 items-center gap-1.5">
        <IconButton label={t('inbox.back')} onClick={onBack} boxClassName="md:hidden" className="rtl:-scale-x-100">
          <ArrowLeft />
        </IconButton>
        {conversation ? <Title conversation={conversation} zone={business.timezone} /> : <Skeleton className="h-4 w-40" />}
        {conversation && <Actions conversation={conversation} business={business} me={me} act={act} />}
        <IconButton label={t('inbox.details')} keys={detailsKeys} aria-pressed={detailsShown} hint="below-end" onClick={onDetails} className="rtl:-scale-x-100 aria-pressed:text-accent-text">
          <PanelRight />
        </IconButton>
      </div>
      {conversation && (
        <div className="flex items-center gap-2 pb-2 @2xl:hidden">
          <StateBadge conversation={conversation} zone={business.timezone} />
          <WindowChip lastInboundAt={conversation.last_inbound_at} place="below" />
        </div>
      )}
    </header>
  )
}

function Title({ conversation, zone }: { conversation: ConversationItem; zone: string }) {
  const name = personName(conversation.contact)
  const number = conversation.contact.wa_id
  return (
    <div className="flex min-w-0 flex-1 items-center gap-3">
      <span className="@max-md:hidden">
        <Avatar initials={initials(name)} hue={hueOf(conversation.contact.id)} />
      </span>
      <div className="min-w-0 flex-1">
        <h2 dir="auto" className="truncate-own text-base leading-tight font-semibold">
          {name}
        </h2>
        {number && conversation.contact.name && (
          <p className="truncate text-2xs text-text-3 tabular-nums">
            <bdi dir="ltr">{phone(number)}</bdi>
          </p>
        )}
      </div>
      <div className="flex items-center gap-2 @max-2xl:hidden">
        <StateBadge conversation={conversation} zone={zone} />
        <WindowChip lastInboundAt={conversation.last_inbound_at} />
      </div>
    </div>
  )
}

function StateBadge({ conversation: { state, snoozed_until }, zone }: { conversation: ConversationItem; zone: string }) {
  const t = useTranslations()
  const locale = useLocale()
  if (state === 'open') return null
  const until = state === 'snoozed' && snoozed_until ? new Date(snoozed_until) : null
  return <Badge>{until ? t('states.snoozedUntil', { time: `${weekday(until, locale, zone)} ${clockTime(until, locale, zone)}` }) : t(`states.${state}`)}</Badge>
}

function Actions({ conversation, business, me, act }: { conversation: ConversationItem; business: BusinessItem; me: Me | undefined; act: Act }) {
  const t = useTranslations('actions')
  const resolveKeys = useKeyLabel('resolve')
  const snoozeKeys = useKeyLabel('snooze')
  const done = conversation.state === 'resolved'
  return (
    <div role="group" aria-label={t('label')} className="flex items-center gap-1.5">
      <span id={ASSIGN_BUTTON} className="contents">
        <AssignMenu conversation={conversation} me={me} act={act} className="max-w-36 @max-2xl:max-w-28 @max-md:max-w-24" />
      </span>
      <span id={SNOOZE_BUTTON} className="contents">
        <SnoozeMenu conversation={conversation} zone={business.timezone} act={act} keys={snoozeKeys} />
      </span>
      <IconButton label={t(done ? 'reopen' : 'resolve')} keys={resolveKeys} hint="below-end" onClick={() => act(conversation, { do: done ? 'reopen' : 'resolve' })}>
        {done ? <RotateCcw /> : <Check />}
      </IconButton>
    </div>
  )
}
