'use client'

import { Copy, Link } from 'lucide-react'
import { useLocale, useTranslations } from 'use-intl'
import type { BusinessItem, ConversationItem } from '@/api/generated/switchboard'
import { useCopy } from '@/features/shell/copy'
import { dateTime, hueOf, initials, personName, phone } from '@/lib/format'
import { Button } from '@/ui/button'
import { ContactCard } from '@/ui/contact-card'
import { useViewerTime } from '@/words/viewer-time'
import { linkOf } from './search'

/** Who the customer is. */
export function ContactPanel({ conversation, business }: { conversation: ConversationItem; business: BusinessItem }) {
  const t = useTranslations()
  const locale = useLocale()
  const viewerTime = useViewerTime()
  const copy = useCopy()
  const { contact, phone_number_id } = conversation
  const name = personName(contact)
  const number = business.phone_numbers.find(({ id }) => id === phone_number_id)
  const lastAt = conversation.last_inbound_at ? new Date(conversation.last_inbound_at) : null
  const last = lastAt && (
    <time dateTime={lastAt.toISOString()} title={viewerTime(lastAt)}>
      {dateTime(lastAt, locale, business.timezone)}
    </time>
  )
  const id = { label: t('details.userId'), value: <bdi className="font-mono text-xs">{contact.user_id}</bdi> }
  return (
    <ContactCard
      plain
      name={name}
      initials={initials(name)}
      hue={hueOf(contact.id)}
      detail={contact.wa_id ? <bdi dir="ltr">{phone(contact.wa_id)}</bdi> : t('details.hidden')}
      facts={[
        { label: t('details.state'), value: t(`states.${conversation.state}`) },
        { label: t('details.assignee'), value: <bdi>{conversation.assignee?.name ?? t('actions.nobody')}</bdi> },
        { label: t('details.lastInbound'), value: last ?? t('details.never') },
        { label: t('details.received'), value: <bdi dir="ltr">{number?.display ?? phone_number_id}</bdi> },
        ...(contact.user_id ? [id] : []),
      ]}
      actions={
        <>
          <Button size="small" onClick={() => copy(linkOf(conversation))}>
            <Link aria-hidden className="size-3.5" />
            {t('copy.link')}
          </Button>
          {contact.wa_id && (
            <Button size="small" onClick={() => copy(`+${contact.wa_id ?? ''}`)}>
              <Copy aria-hidden className="size-3.5" />
              {t('copy.number')}
            </Button>
          )}
        </>
      }
    />
  )
}
