// How this browser shows things. What somebody chose is kept in localStorage, and only that, so that everything else goes on
// following the system. Applied to <html> before the first paint by public/boot.js.

import { useSyncExternalStore } from 'react'
import type { Locale } from '@/words/words'
import type { KeptKeys } from './keys'

export type Preferences = {
  theme: 'system' | 'light' | 'dark'
  contrast: 'system' | 'normal' | 'more'
  density: 'comfortable' | 'compact'
  locale: 'system' | Locale
  /** J, K, / and ? without a modifier. WCAG 2.1.4 wants them to be switchable. */
  singleKeys: boolean
  /** Keys that people changed, by command. */
  keys: KeptKeys
  /** The contact beside the thread. */
  details: boolean
  /** Widths of panes, in pixels. */
  listPx: number
  detailsPx: number
  /** Columns of the table of messages that aren't shown, by id. */
  messageColumnsHidden: readonly string[]
}

const KEY = 'switchboard.preferences'
const DEFAULTS: Preferences = {
  theme: 'system',
  contrast: 'system',
  density: 'comfortable',
  locale: 'system',
  singleKeys: true,
  keys: {},
  details: true,
  listPx: 352,
  detailsPx: 288,
  messageColumnsHidden: ['line'],
}

const DARK = '(prefers-color-scheme: dark)'
const CONTRAST = '(prefers-contrast: more)'

function read(): Partial<Preferences> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Preferences>
  } catch {
    return {}
  }
}

let chosen: Partial<Preferences> | null = null
let current = DEFAULTS
const listeners = new Set<() => void>()

function know(choices: Partial<Preferences>): void {
  chosen = choices
  current = { ...DEFAULTS, ...choices }
}

/** The language that is shown. */
function localeOf({ locale }: Preferences): Locale {
  if (locale !== 'system') return locale
  const wanted = navigator.languages.map((language) => language.slice(0, 2))
  return wanted.find((language): language is Locale => language === 'en' || language === 'de' || language === 'ar') ?? 'en'
}

/** The same as public/boot.js does before the first paint; the language is words.tsx's to apply, when its words are there. */
function show({ theme, contrast, density }: Preferences): void {
  const { dataset } = document.documentElement
  const before = [dataset.theme, dataset.contrast].join()
  dataset.theme = theme === 'dark' || (theme === 'system' && matchMedia(DARK).matches) ? 'dark' : 'light'
  dataset.contrast = contrast === 'more' || (contrast === 'system' && matchMedia(CONTRAST).matches) ? 'more' : 'normal'
  dataset.density = density
  // To ask for a colour makes the browser work out every style.
  if ([dataset.theme, dataset.contrast].join() === before) return
  const bar = document.querySelector<HTMLMetaElement>('meta[name="theme-color"]')
  if (bar) bar.content = getComputedStyle(document.documentElement).backgroundColor
}

function changed(): void {
  show(current)
  for (const listener of listeners) listener()
}

/** Another tab chose something. */
function again(): void {
  know(read())
  changed()
}

/** While somebody listens, also to the system and to the other tabs. */
function listen(on: boolean): void {
  const verb = on ? 'addEventListener' : 'removeEventListener'
  for (const query of [DARK, CONTRAST]) matchMedia(query)[verb]('change', changed)
  window[verb]('languagechange', changed)
  window[verb]('storage', again)
}

export const preferences = {
  get: (): Preferences => {
    if (!chosen) know(read())
    return current
  },
  serverSnapshot: (): Preferences => DEFAULTS,
  set: (change: Partial<Preferences>): void => {
    know({ ...(chosen ?? read()), ...change })
    changed()
    try {
      localStorage.setItem(KEY, JSON.stringify(chosen))
    } catch {
      // A browser that keeps nothing shows it until the page is left.
    }
  },
  subscribe: (listener: () => void): (() => void) => {
    if (listeners.size === 0) listen(true)
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) listen(false)
    }
  },
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(preferences.subscribe, preferences.get, preferences.serverSnapshot)
}

/** The language to show: the chosen one, else the first that the browser asks for and we have. */
export function useShownLocale(): Locale {
  return useSyncExternalStore(
    preferences.subscribe,
    () => localeOf(preferences.get()),
    () => 'en',
  )
}
