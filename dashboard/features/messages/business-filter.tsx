'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { businessesQuery, meQuery } from '@/features/businesses/queries'
import { Combobox } from '@/ui/combobox'
import type { Scope } from './messages-page'

const EVERY = '*'

/** Which business's messages are shown; admins may see all of them. Nothing to choose for people with one business. */
export function BusinessFilter({ scope, onChange }: { scope: Scope; onChange: (id: string | null) => void }) {
  const t = useTranslations('shell')
  const { data: me } = useQuery(meQuery)
  const { data = [] } = useQuery(businessesQuery)
  const chosen = 'business' in scope ? scope.business.id : EVERY
  if (data.length < 2) return 'business' in scope ? <span dir="auto" className="min-w-0 truncate-own text-xs text-text-3">{scope.business.display_name}</span> : null
  const every = me?.is_admin ? [{ value: EVERY, label: t('everyBusiness') }] : []
  return (
    <Combobox
      label={t('business')}
      value={chosen}
      active={chosen !== EVERY && every.length > 0}
      onChange={(value) => value !== null && onChange(value === EVERY ? null : value)}
      choices={[...every, ...data.map(({ id, display_name }) => ({ value: id, label: display_name }))]}
      placeholder={t('everyBusiness')}
      words={{ search: t('searchBusinesses'), nothing: t('noBusinessFound') }}
      className="max-w-56"
    />
  )
}
