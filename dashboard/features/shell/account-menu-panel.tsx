'use client'

import { useQuery } from '@tanstack/react-query'
import { Keyboard, LogOut, Settings } from 'lucide-react'
import { useRouter, useSearchParams } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { meQuery } from '@/features/businesses/queries'
import { paths } from '@/lib/paths'
import { signOut } from '@/features/session/session'
import { LOCALE_NAMES, LOCALES } from '@/words/words'
import { Menu, MenuChoice, MenuItem, MenuLine } from '@/ui/menu'
import type { Arrival } from '@/ui/on-demand'
import { AccountButton, type AccountMenuProps } from './account-menu'
import { useKeyLabel } from './keys'
import { preferences, usePreferences } from './preferences'

/** The real menu behind account-menu.tsx. */
export function AccountMenuPanel({ openSheet, ...arrival }: AccountMenuProps & Arrival) {
  const t = useTranslations('shell')
  const session = useTranslations('session')
  const { data: me } = useQuery(meQuery)
  const router = useRouter()
  const business = useSearchParams().get('b') ?? undefined
  const settingsKeys = useKeyLabel('settings')
  const helpKeys = useKeyLabel('keys')
  const { theme, contrast, density, locale } = usePreferences()
  return (
    <Menu
      {...arrival}
      side="inline-end"
      align="end"
      trigger={<AccountButton />}
    >
      {me && (
        <div className="px-2 pt-1.5 pb-1">
          <p className="truncate font-medium">{me.name || me.email}</p>
          <p className="truncate text-xs text-text-3">{me.email}</p>
        </div>
      )}
      <MenuLine />
      <MenuChoice
        label={t('theme')}
        value={theme}
        onChange={(value) => preferences.set({ theme: value })}
        choices={[
          { value: 'system', label: t('themeSystem') },
          { value: 'light', label: t('themeLight') },
          { value: 'dark', label: t('themeDark') },
        ]}
      />
      <MenuChoice
        label={t('contrast')}
        value={contrast}
        onChange={(value) => preferences.set({ contrast: value })}
        choices={[
          { value: 'normal', label: t('contrastNormal') },
          { value: 'more', label: t('contrastMore') },
        ]}
      />
      <MenuChoice
        label={t('density')}
        value={density}
        onChange={(value) => preferences.set({ density: value })}
        choices={[
          { value: 'comfortable', label: t('comfortable') },
          { value: 'compact', label: t('compact') },
        ]}
      />
      <MenuChoice
        label={t('language')}
        value={locale}
        onChange={(value) => preferences.set({ locale: value })}
        choices={LOCALES.map((value) => ({ value, label: LOCALE_NAMES[value] }))}
      />
      <MenuLine />
      <MenuItem icon={<Settings />} keys={settingsKeys} onClick={() => router.push(paths.settings({ business }))}>
        {t('settings')}
      </MenuItem>
      <MenuItem icon={<Keyboard />} keys={helpKeys} onClick={() => openSheet('keys')}>
        {t('keys')}
      </MenuItem>
      <MenuItem icon={<LogOut />} onClick={() => void signOut()}>
        {session('signOut')}
      </MenuItem>
    </Menu>
  )
}
