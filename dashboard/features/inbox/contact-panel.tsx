'use client'

import type { ReactNode } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import type { BusinessItem, ConversationItem } from '@/api/generated/switchboard'
import { fullTime, hueOf, initials, personName, phone } from '@/lib/format'
import { Avatar } from '@/ui/avatar'

/** Who the customer is. */
export function ContactPanel({ conversation, business }: { conversation: ConversationItem; business: BusinessItem }) {
  const t = useTranslations()
  const locale = useLocale()
  const { contact, last_inbound_at, phone_number_id } = conversation
  const name = personName(contact)
  const number = business.phone_numbers.find(({ id }) => id === phone_number_id)
  return (
    <>
      <div className="flex flex-col items-center gap-2 border-b border-line px-4 py-6 text-center">
        <Avatar size="large" initials={initials(name)} hue={hueOf(contact.id)} />
        <p dir="auto" className="text-base font-semibold">
          {name}
        </p>
      </div>
      <dl className="flex flex-col gap-4 p-4">
        <Row label={t('details.number')}>{contact.wa_id ? <bdi dir="ltr">{phone(contact.wa_id)}</bdi> : t('details.hidden')}</Row>
        {contact.user_id && (
          <Row label={t('details.userId')}>
            <bdi dir="ltr" className="font-mono text-xs wrap-anywhere">
              {contact.user_id}
            </bdi>
          </Row>
        )}
        <Row label={t('details.state')}>{t(`states.${conversation.state}`)}</Row>
        <Row label={t('details.assignee')}>
          <bdi>{conversation.assignee?.name ?? t('actions.nobody')}</bdi>
        </Row>
        <Row label={t('details.lastInbound')}>{last_inbound_at ? fullTime(new Date(last_inbound_at), locale, business.timezone) : t('details.never')}</Row>
        <Row label={t('details.received')}>
          <bdi dir="ltr">{number?.display ?? phone_number_id}</bdi>
        </Row>
      </dl>
    </>
  )
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-text-3">{label}</dt>
      <dd className="mt-0.5 text-sm">{children}</dd>
    </div>
  )
}
