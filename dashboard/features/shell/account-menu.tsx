'use client'

import { UserRound } from 'lucide-react'
import type { ComponentProps } from 'react'
import { useTranslations } from 'use-intl'
import { IconButton } from '@/ui/icon-button'
import { onDemand } from '@/ui/on-demand'
import type { Sheet } from './shell'

export type AccountMenuProps = { openSheet: (sheet: Sheet) => void }

/** Who is signed in, how things look, and the way out. */
export const AccountMenu = onDemand<AccountMenuProps>(
  () => import('./account-menu-panel').then((m) => m.AccountMenuPanel),
  ({ openSheet: _, ...stand }) => <AccountButton aria-haspopup="menu" aria-expanded={false} {...stand} />,
)

export function AccountButton(props: Omit<ComponentProps<typeof IconButton>, 'label' | 'children'>) {
  const t = useTranslations('shell')
  return (
    <IconButton {...props} label={t('account')} hint="beside">
      <UserRound />
    </IconButton>
  )
}
