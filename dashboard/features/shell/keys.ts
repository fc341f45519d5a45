// Every command that has keys of its own, and how people changed them.

import { comboLabel, isMac, type Combo } from '@/lib/combo'
import { usePreferences, type Preferences } from './preferences'

/** `keys` work everywhere; `single` has no modifier and works while nobody writes. `word` is its name in `keys.*`. */
export const KEYS = {
  palette: { word: 'palette', keys: 'Mod+KeyK' },
  keys: { word: 'help', single: 'Shift+Slash' },
  inbox: { word: 'goInbox', keys: 'Alt+KeyC' },
  messages: { word: 'goMessages', keys: 'Alt+KeyT' },
  settings: { word: 'goSettings', keys: 'Alt+KeyS' },
  next: { word: 'next', keys: 'Alt+KeyJ', single: 'KeyJ' },
  previous: { word: 'previous', keys: 'Alt+KeyK', single: 'KeyK' },
  view: { word: 'view', keys: 'Alt+KeyN' },
  resolve: { word: 'resolve', keys: 'Alt+KeyE', single: 'KeyE' },
  'resolve-next': { word: 'resolveNext', keys: 'Mod+Alt+KeyE' },
  snooze: { word: 'snooze', keys: 'Alt+KeyM' },
  assign: { word: 'assign', keys: 'Alt+KeyA' },
  'assign-me': { word: 'assignMe', keys: 'Alt+KeyI' },
  details: { word: 'details', keys: 'Alt+KeyO' },
  jump: { word: 'jump', keys: 'Alt+KeyG' },
  back: { word: 'back', single: 'Escape' },
  search: { word: 'search', single: 'Slash' },
  undo: { word: 'undo', keys: 'Alt+KeyZ' },
} as const satisfies Record<string, Bound & { word: string }>

export type KeyedId = keyof typeof KEYS
type Bound = { keys?: Combo; single?: Combo }
/** Null is off; what is left out is as it comes. */
export type KeptKeys = Partial<Record<KeyedId, { keys?: Combo | null; single?: Combo | null }>>

const isKeyed = (id: string): id is KeyedId => id in KEYS

/** The keys of a command as they are now; none for a command that has no row above, or when they are off. */
export function boundKeys(id: string, { keys, singleKeys }: Pick<Preferences, 'keys' | 'singleKeys'>): Bound {
  if (!isKeyed(id)) return {}
  const { keys: usual, single } = KEYS[id] as Bound
  const kept = keys[id] ?? {}
  const now = { keys: kept.keys === undefined ? usual : kept.keys, single: kept.single === undefined ? single : kept.single }
  return { keys: now.keys ?? undefined, single: singleKeys ? (now.single ?? undefined) : undefined }
}

/** The command that these keys run now. */
export function keyOwner(combo: Combo, kept: Pick<Preferences, 'keys' | 'singleKeys'>): KeyedId | null {
  const ids = Object.keys(KEYS) as KeyedId[]
  return ids.find((id) => Object.values(boundKeys(id, kept)).includes(combo)) ?? null
}

/** What to show beside a command: its first keys. */
function useKeysOf(id: KeyedId): Combo | undefined {
  const { keys, single } = boundKeys(id, usePreferences())
  return keys ?? single
}

/** The same as people know it; nothing when it is off. */
export function useKeyLabel(id: KeyedId): string | undefined {
  const combo = useKeysOf(id)
  return combo && comboLabel(combo, isMac())
}
