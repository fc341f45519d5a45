'use client'

import { useRouter, useSearchParams } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { signOut } from '@/features/session/session'
import { paths } from '@/lib/paths'
import { useCommands } from './commands'
import { preferences, usePreferences } from './preferences'
import type { Sheet } from './shell'

/** The commands that work on every page. */
export function ShellCommands({ open }: { open: (sheet: Sheet) => void }) {
  const t = useTranslations()
  const router = useRouter()
  const business = useSearchParams().get('b') ?? undefined
  const { theme, density } = usePreferences()
  const settings = (label: string, value: string) => `${label}: ${value}`
  useCommands([
    { id: 'palette', group: 'do', label: t('keys.palette'), run: () => open('palette') },
    { id: 'keys', group: 'do', label: t('keys.help'), run: () => open('keys') },
    { id: 'inbox', group: 'go', label: t('keys.goInbox'), run: () => router.push(paths.inbox({ business })) },
    { id: 'messages', group: 'go', label: t('keys.goMessages'), run: () => router.push(paths.messages({ business })) },
    { id: 'settings', group: 'go', label: t('keys.goSettings'), run: () => router.push(paths.settings({ business })) },
    ...(
      [
        ['system', t('shell.themeSystem')],
        ['light', t('shell.themeLight')],
        ['dark', t('shell.themeDark')],
      ] as const
    )
      .filter(([value]) => value !== theme)
      .map(([value, label]) => ({ id: `theme-${value}`, group: 'do' as const, label: settings(t('shell.theme'), label), run: () => preferences.set({ theme: value }) })),
    density === 'compact'
      ? { id: 'density', group: 'do', label: settings(t('shell.density'), t('shell.comfortable')), run: () => preferences.set({ density: 'comfortable' }) }
      : { id: 'density', group: 'do', label: settings(t('shell.density'), t('shell.compact')), run: () => preferences.set({ density: 'compact' }) },
    { id: 'sign-out', group: 'do', label: t('session.signOut'), run: () => void signOut() },
  ])
  return null
}
