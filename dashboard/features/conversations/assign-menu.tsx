'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { ConversationItem, Me } from '@/api/generated/switchboard'
import { membersQuery } from '@/features/members/queries'
import { Combobox } from '@/ui/combobox'
import type { Act } from './act'
import { NOBODY } from './filter'

/** Who answers the conversation, to see and to change. */
export function AssignMenu({ conversation, me, act, className }: { conversation: ConversationItem; me: Me | undefined; act: Act; className?: string }) {
  const t = useTranslations('actions')
  const { data: members = [] } = useQuery(membersQuery(conversation.business))
  const { assignee } = conversation
  const people = members.map(({ id, name, email }) => ({ value: id, label: name || email, detail: id === me?.id ? t('me') : undefined }))
  // Somebody who left the business still shows.
  const known = !assignee || people.some(({ value }) => value === assignee.id)
  const choices = [{ value: NOBODY, label: t('nobody') }, ...people, ...(known ? [] : [{ value: assignee.id, label: assignee.name }])]
  const choose = (value: string | null) => {
    if (value === null || value === (assignee?.id ?? NOBODY)) return
    const chosen = choices.find((choice) => choice.value === value)
    act(conversation, { do: 'assign', assignee: value === NOBODY || !chosen ? null : { id: value, name: chosen.label } })
  }
  return (
    <Combobox
      label={t('assignee')}
      value={assignee?.id ?? NOBODY}
      choices={choices}
      onChange={choose}
      placeholder={t('nobody')}
      words={{ search: t('searchPeople'), nothing: t('noPerson') }}
      className={className}
    />
  )
}
