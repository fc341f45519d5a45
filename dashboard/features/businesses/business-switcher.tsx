'use client'

import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Part } from '@/features/shell/part'
import { hueOf, initials } from '@/lib/format'
import { patiently } from '@/lib/patiently'
import { Avatar } from '@/ui/avatar'
import { Popover } from '@/ui/popover'
import { useCurrentBusiness } from './current-business'
import { AGAIN_MS, businessesQuery, meQuery } from './queries'

const BusinessList = lazy(() => patiently(() => import('./business-list')).then((m) => ({ default: m.BusinessList })))

export function BusinessSwitcher() {
  const t = useTranslations('shell')
  const [open, setOpen] = useState(false)
  const current = useCurrentBusiness()
  // It is on every page, once.
  const { data = [] } = useQuery({ ...businessesQuery, refetchInterval: AGAIN_MS })
  useQuery({ ...meQuery, refetchInterval: AGAIN_MS })
  const name = current.kind === 'one' ? current.business.display_name : ''
  const id = current.kind === 'one' ? current.business.id : ''
  if (data.length < 2) {
    return name ? <Avatar square initials={initials(name)} hue={hueOf(id)} /> : <span className="size-9" />
  }
  return (
    <Popover
      label={t('switchBusiness')}
      open={open}
      onOpenChange={setOpen}
      className="w-72"
      trigger={
        <button type="button" title={name} className="rounded-md">
          <Avatar square initials={initials(name || '?')} hue={hueOf(id)} />
          <span className="sr-only">{`${t('switchBusiness')}: ${name}`}</span>
        </button>
      }
    >
      <Part>
        <Suspense>
          <BusinessList chosen={id} onChosen={() => setOpen(false)} />
        </Suspense>
      </Part>
    </Popover>
  )
}
