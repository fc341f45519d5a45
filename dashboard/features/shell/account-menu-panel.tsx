'use client'

import { useQuery } from '@tanstack/react-query'
import { Keyboard, LogOut, Settings } from 'lucide-react'
import { useRouter, useSearchParams } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { meQuery } from '@/features/businesses/queries'
import { paths } from '@/lib/paths'
import { useSignOut } from '@/features/session/sign-out'
import { Menu, MenuChoice, MenuItem, MenuLine } from '@/ui/menu'
import type { Arrival } from '@/ui/on-demand'
import { AccountButton, type AccountMenuProps } from './account-menu'
import { useKeyLabel } from './keys'
import { useLook } from './look'

/** The real menu behind account-menu.tsx. */
export function AccountMenuPanel({ openSheet, ...arrival }: AccountMenuProps & Arrival) {
  const t = useTranslations('shell')
  const session = useTranslations('session')
  const { data: me } = useQuery(meQuery)
  const router = useRouter()
  const business = useSearchParams().get('b') ?? undefined
  const settingsKeys = useKeyLabel('settings')
  const helpKeys = useKeyLabel('keys')
  const look = useLook()
  const signOut = useSignOut()
  return (
    <Menu {...arrival} side="inline-end" align="end" trigger={<AccountButton />}>
      {me && (
        <div className="px-2 pt-1.5 pb-1">
          <p className="truncate font-medium">{me.name || me.email}</p>
          <p className="truncate text-xs text-text-3">{me.email}</p>
        </div>
      )}
      <MenuLine />
      {look.map(({ id, label, value, choices, choose }) => (
        <MenuChoice key={id} label={label} value={value} choices={choices} onChange={choose} />
      ))}
      <MenuLine />
      <MenuItem icon={<Settings />} keys={settingsKeys} onClick={() => router.push(paths.settings({ business }))}>
        {t('settings')}
      </MenuItem>
      <MenuItem icon={<Keyboard />} keys={helpKeys} onClick={() => openSheet('keys')}>
        {t('keys')}
      </MenuItem>
      <MenuItem icon={<LogOut className="rtl:-scale-x-100" />} onClick={signOut}>
        {session('signOut')}
      </MenuItem>
    </Menu>
  )
}
