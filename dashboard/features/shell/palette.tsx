'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useId, useState } from 'react'
import { useTranslations } from 'use-intl'
import { businessesQuery } from '@/features/businesses/queries'
import { comboLabel, isMac, type Combo } from '@/lib/combo'
import { paths } from '@/lib/paths'
import { classes } from '@/ui/classes'
import { Dialog } from '@/ui/dialog'
import { Keys } from '@/ui/keys'
import { useListKeys } from '@/ui/list-keys'
import { useAllCommands } from './commands'
import { boundKeys } from './keys'
import { usePreferences } from './preferences'
import type { Command } from './registry'

type Entry = Omit<Command, 'group'> & { group: Command['group'] | 'businesses' }

/** Every letter of the query in order, at word starts first: enough for a list of a few hundred. */
function fits(label: string, query: string): boolean {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const text = label.toLowerCase()
  return words.every((word) => text.includes(word))
}

export function Palette({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useTranslations('palette')
  return (
    <Dialog title={t('title')} hideTitle open={open} onOpenChange={onOpenChange}>
      {open && <PaletteList close={() => onOpenChange(false)} />}
    </Dialog>
  )
}

function PaletteList({ close }: { close: () => void }) {
  const t = useTranslations('palette')
  const router = useRouter()
  const listId = useId()
  const [query, setQuery] = useState('')
  const { data: businesses = [] } = useQuery(businessesQuery)
  const kept = usePreferences()
  const keysOf = (id: string) => {
    const { keys, single } = boundKeys(id, kept)
    return keys ?? single
  }
  const entries: Entry[] = [
    ...useAllCommands().filter((command) => command.id !== 'palette'),
    ...(businesses.length > 1
      ? businesses.map((business) => ({
          id: `business-${business.id}`,
          group: 'businesses' as const,
          label: business.display_name,
          run: () => router.push(paths.inbox({ business: business.id })),
        }))
      : []),
  ]
  const found = (['go', 'do', 'businesses'] as const).flatMap((group) => entries.filter((entry) => entry.group === group && fits(entry.label, query)))
  const { at, setAt, onKeyDown, choice } = useListKeys(found.length, (index) => {
    close()
    found[index]?.run()
  })
  const chosen = found[at]

  return (
    <>
      <input
        autoFocus
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={chosen ? `${listId}-${chosen.id}` : undefined}
        aria-label={t('placeholder')}
        placeholder={t('placeholder')}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
        className="h-13 w-full border-b border-line bg-transparent px-5 text-lg outline-none placeholder:text-text-3"
      />
      <div id={listId} role="listbox" aria-label={t('title')} className="min-h-24 overflow-y-auto p-2">
        {found.map((entry, index) => (
          <div key={entry.id} role="presentation">
            {entry.group !== found[index - 1]?.group && (
              <p role="presentation" className="px-3 pt-2 pb-1 text-2xs font-medium text-text-3">
                {t(entry.group)}
              </p>
            )}
            <div
              id={`${listId}-${entry.id}`}
              role="option"
              aria-selected={entry === chosen}
              {...choice(index)}
              className={classes('flex h-9 items-center justify-between rounded-md px-3', entry === chosen && 'bg-hover')}
            >
              {entry.label}
              <EntryKeys combo={keysOf(entry.id)} />
            </div>
          </div>
        ))}
      </div>
      {found.length === 0 && <p className="px-5 pb-6 text-center text-text-2">{t('nothing')}</p>}
    </>
  )
}

function EntryKeys({ combo }: { combo: Combo | undefined }) {
  return combo && <Keys keys={comboLabel(combo, isMac())} />
}
