'use client'

import { ArrowLeft, PanelRight } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { ConversationItem } from '@/api/generated/switchboard'
import { hueOf, initials, personName, phone } from '@/lib/format'
import { Avatar } from '@/ui/avatar'
import { Badge } from '@/ui/badge'
import { IconButton } from '@/ui/icon-button'
import { Skeleton } from '@/ui/skeleton'
import { WindowChip } from './window-chip'

type Props = { conversation: ConversationItem | undefined; onBack: () => void; detailsShown: boolean; onDetails: () => void }

export function ThreadHeader({ conversation, onBack, detailsShown, onDetails }: Props) {
  const t = useTranslations()
  const name = conversation ? personName(conversation.contact) : ''
  const number = conversation?.contact.wa_id
  return (
    <header className="relative z-[2] flex h-13 shrink-0 items-center gap-3 border-b border-line px-3 md:px-4">
      <IconButton label={t('inbox.back')} onClick={onBack} boxClassName="md:hidden" className="rtl:-scale-x-100">
        <ArrowLeft />
      </IconButton>
      {conversation ? (
        <>
          <span className="max-sm:hidden">
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
          {conversation.state !== 'open' && <Badge>{t(`states.${conversation.state}`)}</Badge>}
          <WindowChip lastInboundAt={conversation.last_inbound_at} />
        </>
      ) : (
        <Skeleton className="h-4 w-40" />
      )}
      <IconButton label={t('inbox.details')} keys="Alt+O" aria-pressed={detailsShown} hint="below-end" onClick={onDetails} boxClassName="max-lg:hidden" className="rtl:-scale-x-100 aria-pressed:text-accent-text">
        <PanelRight />
      </IconButton>
    </header>
  )
}
