'use client'

import { Inbox, Search, TableProperties } from 'lucide-react'
import { usePathname, useSearchParams } from 'next/navigation'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { BusinessSwitcher } from '@/features/businesses/business-switcher'
import { useWaiting } from '@/features/conversations/waiting'
import { paths } from '@/lib/paths'
import { Count } from '@/ui/badge'
import { classes } from '@/ui/classes'
import { Hint } from '@/ui/hint'
import { IconButton } from '@/ui/icon-button'
import { AccountMenu } from './account-menu'
import { useKeyLabel, type KeyedId } from './keys'
import { PageLink } from './page-link'
import type { Sheet } from './shell'

export function Rail({ openSheet, className }: { openSheet: (sheet: Sheet) => void; className?: string }) {
  const t = useTranslations()
  const paletteKeys = useKeyLabel('palette')
  const business = useSearchParams().get('b') ?? undefined
  const waiting = useWaiting()
  return (
    <nav
      aria-label={t('shell.navigation')}
      className={classes(
        'z-10 flex shrink-0 items-center gap-1 border-line bg-bg px-3 pb-[env(safe-area-inset-bottom)] max-md:h-[calc(3.5rem+env(safe-area-inset-bottom))] max-md:justify-between max-md:border-t',
        'md:w-14 md:flex-col md:border-e md:px-0 md:py-3',
        className,
      )}
    >
      <div className="md:mb-3">
        <BusinessSwitcher />
      </div>
      <RailLink
        href={paths.inbox({ business })}
        label={t('shell.inbox')}
        command="inbox"
        icon={<Inbox />}
        badge={
          waiting.count > 0 && (
            <Count value={waiting.count} atLeast={waiting.atLeast} label={t(waiting.atLeast ? 'inbox.waitingAtLeast' : 'inbox.waiting', { count: waiting.count })} />
          )
        }
      />
      <RailLink href={paths.messages({ business })} label={t('shell.messages')} command="messages" icon={<TableProperties />} />
      <div className="hidden flex-1 md:block" />
      <IconButton label={t('palette.title')} keys={paletteKeys} hint="beside" onClick={() => openSheet('palette')}>
        <Search />
      </IconButton>
      <AccountMenu openSheet={openSheet} />
    </nav>
  )
}

function RailLink({ href, label, command, icon, badge }: { href: string; label: string; command: KeyedId; icon: ReactNode; badge?: ReactNode }) {
  const keys = useKeyLabel(command)
  const here = usePathname() === href.split('?')[0]
  return (
    <Hint text={label} keys={keys} place="beside">
      <PageLink
        href={href}
        aria-current={here ? 'page' : undefined}
        className={classes(
          'relative inline-flex size-9 items-center justify-center rounded-md transition-colors [&_svg]:size-5',
          here ? 'bg-selected text-accent-text' : 'text-text-2 hover:bg-hover hover:text-text',
        )}
      >
        {icon}
        <span className="sr-only">{label}</span>
        {badge && <span className="absolute -end-1 -top-1">{badge}</span>}
      </PageLink>
    </Hint>
  )
}
