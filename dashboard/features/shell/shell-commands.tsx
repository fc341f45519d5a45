'use client'

import { useRouter, useSearchParams } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { useSignOut } from '@/features/session/sign-out'
import { paths } from '@/lib/paths'
import { useCommands } from './commands'
import { useLook } from './look'
import type { Sheet } from './shell'

/** The commands that work on every page. */
export function ShellCommands({ open }: { open: (sheet: Sheet) => void }) {
  const t = useTranslations()
  const router = useRouter()
  const business = useSearchParams().get('b') ?? undefined
  const look = useLook()
  const signOut = useSignOut()
  useCommands([
    { id: 'palette', group: 'do', label: t('keys.palette'), run: () => open('palette') },
    { id: 'keys', group: 'do', label: t('keys.help'), run: () => open('keys') },
    { id: 'inbox', group: 'go', label: t('keys.goInbox'), run: () => router.push(paths.inbox({ business })) },
    { id: 'messages', group: 'go', label: t('keys.goMessages'), run: () => router.push(paths.messages({ business })) },
    { id: 'settings', group: 'go', label: t('keys.goSettings'), run: () => router.push(paths.settings({ business })) },
    ...look.flatMap(({ id, label, value, choices, choose }) =>
      choices
        .filter((each) => each.value !== value)
        .map((each) => ({ id: `${id}-${each.value}`, group: 'do' as const, label: `${label}: ${each.label}`, run: () => choose(each.value) })),
    ),
    { id: 'sign-out', group: 'do', label: t('session.signOut'), run: signOut },
  ])
  return null
}
