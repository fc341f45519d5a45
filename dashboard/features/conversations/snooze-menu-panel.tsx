'use client'

import { useLocale, useTranslations } from 'use-intl'
import { clockTime, weekday } from '@/lib/format'
import { Menu, MenuItem } from '@/ui/menu'
import type { Arrival } from '@/ui/on-demand'
import { useNow } from '@/ui/use-now'
import { snoozes } from './snooze'
import { SnoozeButton, type SnoozeMenuProps } from './snooze-menu'

const MINUTE_MS = 60_000

/** The real menu behind snooze-menu.tsx. */
export function SnoozeMenuPanel({ conversation, zone, act, keys, ...arrival }: SnoozeMenuProps & Arrival) {
  const t = useTranslations('snooze')
  const locale = useLocale()
  const now = useNow(MINUTE_MS)
  return (
    <Menu {...arrival} align="end" trigger={<SnoozeButton keys={keys} />}>
      {snoozes(now, zone).map(({ preset, until }) => (
        <MenuItem key={preset} onClick={() => act(conversation, { do: 'snooze', until: until.toISOString() })}>
          <span className="flex justify-between gap-6">
            {t(preset)}
            <span className="text-text-3 tabular-nums">
              {weekday(until, locale, zone)} {clockTime(until, locale, zone)}
            </span>
          </span>
        </MenuItem>
      ))}
    </Menu>
  )
}
