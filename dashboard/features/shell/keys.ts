// Every command that has keys of its own, and how people changed them.

import { comboLabel, isBare, isMac, matches, types, type Combo, type Pressed } from '@/lib/combo'
import { usePreferences, type Preferences } from './preferences'

/**
 * What each command comes with. Keys with a modifier work everywhere, keys without one while nobody writes and nothing floats, in
 * whichever of the two places they stand. What `repeats` goes on while its keys are held. `word` is its name in `keys.*`.
 */
export const KEYS = {
  palette: { word: 'palette', keys: 'Mod+KeyK' },
  keys: { word: 'help', single: 'Shift+Slash' },
  inbox: { word: 'goInbox', keys: 'Alt+KeyC' },
  messages: { word: 'goMessages', keys: 'Alt+KeyT' },
  settings: { word: 'goSettings', keys: 'Alt+KeyS' },
  next: { word: 'next', keys: 'Alt+KeyJ', single: 'KeyJ', repeats: true },
  previous: { word: 'previous', keys: 'Alt+KeyK', single: 'KeyK', repeats: true },
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
} as const satisfies Record<string, Row>

export type KeyedId = keyof typeof KEYS
type Bound = { keys?: Combo; single?: Combo }
type Row = Bound & { word: string; repeats?: boolean }
/** Null is off; what is left out is as it comes. */
export type KeptKeys = Partial<Record<KeyedId, { keys?: Combo | null; single?: Combo | null }>>

const isKeyed = (id: string): id is KeyedId => id in KEYS

/** The keys of a command as they are now; none for a command that has no row above, or when they are off. */
export function boundKeys(id: string, { keys, singleKeys }: Pick<Preferences, 'keys' | 'singleKeys'>): Bound {
  if (!isKeyed(id)) return {}
  const usual: Bound = KEYS[id]
  const now = (place: keyof Bound): Combo | undefined => {
    const kept = keys[id]?.[place]
    const combo = kept === undefined ? usual[place] : kept
    return !combo || (isBare(combo) && !singleKeys) ? undefined : combo
  }
  return { keys: now('keys'), single: now('single') }
}

/** Where keys are pressed. */
export type Where = {
  mac: boolean
  /** In a field. */
  writing: boolean
  /** While something is open that has keys of its own. */
  floating: boolean
}

/** Whether a press of keys means this command. */
export function means(id: string, press: Pressed, { mac, writing, floating }: Where, kept: Pick<Preferences, 'keys' | 'singleKeys'>): boolean {
  const free = (combo: Combo) => !(writing && types(combo, mac)) && !(floating && isBare(combo))
  return Object.values(boundKeys(id, kept)).some((combo) => combo && matches(combo, press, mac) && free(combo))
}

/** Whether a command goes on while its keys are held: what toggles would flicker. */
export function repeats(id: string): boolean {
  return isKeyed(id) && Boolean((KEYS[id] as Row).repeats)
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
