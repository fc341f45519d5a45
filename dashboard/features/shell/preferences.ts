// How this browser shows things. Kept in localStorage, applied to <html> before the first paint by public/boot.js.

import { useSyncExternalStore } from 'react'
import type { Locale } from '@/words/words'
import type { KeptKeys } from './keys'

export type Preferences = {
  theme: 'system' | 'light' | 'dark'
  contrast: 'normal' | 'more'
  density: 'comfortable' | 'compact'
  locale: Locale
  /** J, K, / and ? without a modifier. WCAG 2.1.4 wants them to be switchable. */
  singleKeys: boolean
  /** Keys that people changed, by command. */
  keys: KeptKeys
  /** The contact beside the thread. */
  details: boolean
  /** Widths of panes, in pixels. */
  listPx: number
  detailsPx: number
}

const KEY = 'switchboard.preferences'
const DEFAULTS: Preferences = { theme: 'system', contrast: 'normal', density: 'comfortable', locale: 'en', singleKeys: true, keys: {}, details: true, listPx: 352, detailsPx: 288 }

let current: Preferences | null = null
const listeners = new Set<() => void>()

function browserLocale(): Locale {
  const wanted = navigator.languages.map((language) => language.slice(0, 2))
  return wanted.find((language): language is Locale => language === 'en' || language === 'de' || language === 'ar') ?? 'en'
}

function read(): Preferences {
  const asked = matchMedia('(prefers-contrast: more)').matches ? 'more' : 'normal'
  const found: Preferences = { ...DEFAULTS, contrast: asked, locale: browserLocale() }
  try {
    return { ...found, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Preferences>) }
  } catch {
    return found
  }
}

/** The same as public/boot.js does before the first paint. */
function apply(now: Preferences): void {
  const { dataset } = document.documentElement
  const dark = now.theme === 'dark' || (now.theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  dataset.theme = dark ? 'dark' : 'light'
  dataset.contrast = now.contrast
  dataset.density = now.density
}

export const preferences = {
  get: (): Preferences => (current ??= read()),
  serverSnapshot: (): Preferences => DEFAULTS,
  set: (change: Partial<Preferences>): void => {
    current = { ...preferences.get(), ...change }
    localStorage.setItem(KEY, JSON.stringify(current))
    apply(current)
    for (const listener of listeners) listener()
  },
  subscribe: (listener: () => void): (() => void) => {
    const again = () => {
      current = read()
      apply(current)
      listener()
    }
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    listeners.add(listener)
    window.addEventListener('storage', again)
    scheme.addEventListener('change', again)
    return () => {
      listeners.delete(listener)
      window.removeEventListener('storage', again)
      scheme.removeEventListener('change', again)
    }
  },
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(preferences.subscribe, preferences.get, preferences.serverSnapshot)
}
