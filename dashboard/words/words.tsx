'use client'

import { useEffect, useLayoutEffect, useState, type ReactNode } from 'react'
import { DirectionProvider } from '@base-ui/react/direction-provider'
import { IntlProvider, type AbstractIntlMessages } from 'use-intl'
import { useShownLocale } from '@/features/shell/preferences'
import { patiently } from '@/lib/patiently'
import en from './en.json'

declare module 'use-intl' {
  interface AppConfig {
    Messages: typeof en
  }
}

export const LOCALES = ['en', 'de', 'ar'] as const
export type Locale = (typeof LOCALES)[number]

/** Each language's name in itself. */
export const LOCALE_NAMES: Record<Locale, string> = { en: 'English', de: 'Deutsch', ar: 'العربية' }

const LOADERS: Record<Locale, () => Promise<AbstractIntlMessages>> = {
  en: () => Promise.resolve(en),
  de: () => import('./de.json').then((m) => m.default),
  ar: () => import('./ar.json').then((m) => m.default),
}

/** The words of the chosen language. English is in the first bundle, the others come when they are chosen. */
export function WordsProvider({ children }: { children: ReactNode }) {
  const locale = useShownLocale()
  const [loaded, setLoaded] = useState<{ locale: Locale; words: AbstractIntlMessages }>({ locale: 'en', words: en })
  useEffect(() => {
    let current = true
    void patiently(LOADERS[locale]).then((words) => {
      if (!current) return
      document.documentElement.lang = locale
      document.documentElement.dir = locale === 'ar' ? 'rtl' : 'ltr'
      setLoaded({ locale, words })
    })
    return () => {
      current = false
    }
  }, [locale])
  useLayoutEffect(() => {
    const { lang, dataset } = document.documentElement
    if (loaded.locale === lang) delete dataset.words
  }, [loaded])
  return (
    <IntlProvider locale={loaded.locale} messages={loaded.words} timeZone="UTC">
      <DirectionProvider direction={loaded.locale === 'ar' ? 'rtl' : 'ltr'}>{children}</DirectionProvider>
    </IntlProvider>
  )
}
