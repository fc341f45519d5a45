'use client'

import { useTranslations } from 'use-intl'
import { comboLabel, isMac } from '@/lib/combo'
import { Dialog } from '@/ui/dialog'
import { Keys } from '@/ui/keys'
import { Toggle } from '@/ui/toggle'
import { useAllCommands } from './commands'
import { boundKeys } from './keys'
import { preferences, usePreferences } from './preferences'

export function KeysSheet({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useTranslations('keys')
  return (
    <Dialog title={t('title')} open={open} onOpenChange={onOpenChange}>
      {open && <KeyRows />}
    </Dialog>
  )
}

function KeyRows() {
  const t = useTranslations('keys')
  const kept = usePreferences()
  const bound = useAllCommands().flatMap((command) => {
    const { keys, single } = boundKeys(command.id, kept)
    return keys || single ? [{ ...command, keys, single }] : []
  })
  return (
    <div className="overflow-y-auto px-5 pb-5">
      <dl>
        {bound.map((command) => (
          <div key={command.id} className="flex h-9 items-center justify-between border-b border-line last:border-0">
            <dt>{command.label}</dt>
            <dd className="flex gap-3">
              {command.keys && <Keys keys={comboLabel(command.keys, isMac())} />}
              {command.single && <Keys keys={comboLabel(command.single, isMac())} />}
            </dd>
          </div>
        ))}
      </dl>
      <div className="mt-4 rounded-md bg-sunken p-3">
        <Toggle label={t('singles')} text={t('singlesText')} on={kept.singleKeys} onChange={(on) => preferences.set({ singleKeys: on })} />
      </div>
    </div>
  )
}
