'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { boundKeys, KEYS, keyOwner, type KeyedId } from '@/features/shell/keys'
import { preferences, usePreferences } from '@/features/shell/preferences'
import { comboLabel, isMac, type Combo } from '@/lib/combo'
import { Button } from '@/ui/button'
import { Keys } from '@/ui/keys'
import { Toggle } from '@/ui/toggle'
import { useRecording } from './recording'

type Slot = 'keys' | 'single'
type Place = { id: KeyedId; slot: Slot }

const IDS = Object.keys(KEYS) as KeyedId[]

/** Every key, to be changed, switched off, or put back. */
export function KeySettings() {
  const t = useTranslations('keys')
  const { keys, singleKeys } = usePreferences()
  const [place, setPlace] = useState<Place | null>(null)
  const [taken, setTaken] = useState<KeyedId | null>(null)

  const keep = ({ id, slot }: Place, combo: Combo | null) => {
    const owner = combo === null ? null : keyOwner(combo, { keys, singleKeys: true })
    setTaken(owner && owner !== id ? owner : null)
    if (!owner || owner === id) preferences.set({ keys: { ...keys, [id]: { ...keys[id], [slot]: combo } } })
    setPlace(null)
  }
  useRecording(place !== null, (recorded) => {
    if (!place || recorded.kind === 'cancel') setPlace(null)
    else keep(place, recorded.kind === 'off' ? null : recorded.combo)
  })

  return (
    <div className="flex flex-col gap-3">
      <p className="text-text-2">{t('changeText')}</p>
      <div className="rounded-lg bg-sunken px-4 py-3">
        <Toggle label={t('singles')} text={t('singlesText')} on={singleKeys} onChange={(on) => preferences.set({ singleKeys: on })} />
      </div>
      <p role="alert" className="text-danger empty:hidden">
        {taken && t('taken', { command: t(KEYS[taken].word) })}
      </p>
      <ul className="rounded-lg border border-line">
        {IDS.map((id) => (
          <li key={id} className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-1.5 last:border-0">
            <span>{t(KEYS[id].word)}</span>
            <span className="-me-3 flex gap-2">
              {(['keys', 'single'] as const).map((slot) => (
                <KeyButton key={slot} id={id} slot={slot} recording={place?.id === id && place.slot === slot} onRecord={() => setPlace({ id, slot })} />
              ))}
            </span>
          </li>
        ))}
      </ul>
      <Button className="self-start" off={Object.keys(keys).length === 0} onClick={() => preferences.set({ keys: {} })}>
        {t('reset')}
      </Button>
    </div>
  )
}

function KeyButton({ id, slot, recording, onRecord }: Place & { recording: boolean; onRecord: () => void }) {
  const t = useTranslations('keys')
  const { keys, singleKeys } = usePreferences()
  const combo = boundKeys(id, { keys, singleKeys })[slot]
  // A second place is offered only to commands that come with one.
  if (!(slot in KEYS[id])) return null
  if (slot === 'single' && !singleKeys && !combo) return null
  const shown = combo && comboLabel(combo, isMac())
  return (
    <Button
      size="small"
      look="quiet"
      aria-pressed={recording}
      onClick={onRecord}
      className="min-w-16 justify-end! aria-pressed:bg-accent-soft aria-pressed:text-accent-text"
    >
      <span className="sr-only">{t('change', { command: t(KEYS[id].word) })}</span>
      {recording ? t('press') : shown ? <Keys keys={shown} /> : t('off')}
    </Button>
  )
}
