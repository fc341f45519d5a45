'use client'

import { useTranslations } from 'use-intl'
import { LOCALE_NAMES, LOCALES } from '@/words/words'
import { preferences, usePreferences, type Preferences } from './preferences'

type Looks = Pick<Preferences, 'theme' | 'contrast' | 'density' | 'locale'>

export type LookChoice = {
  id: keyof Looks
  label: string
  value: string
  choices: readonly { value: string; label: string }[]
  choose: (value: string) => void
}

/** What people can choose about how things look: one list for the settings, the menu of the account and the palette. */
export function useLook(): readonly LookChoice[] {
  const t = useTranslations('shell')
  const kept = usePreferences()
  const choice = <K extends keyof Looks>(id: K, label: string, choices: readonly { value: Looks[K]; label: string }[]): LookChoice => ({
    id,
    label,
    value: kept[id],
    choices,
    choose: (value) => {
      const chosen = choices.find((each) => each.value === value)
      if (chosen) preferences.set({ [id]: chosen.value })
    },
  })
  const system = { value: 'system' as const, label: t('likeSystem') }
  return [
    choice('theme', t('theme'), [system, { value: 'light', label: t('themeLight') }, { value: 'dark', label: t('themeDark') }]),
    choice('contrast', t('contrast'), [system, { value: 'normal', label: t('contrastNormal') }, { value: 'more', label: t('contrastMore') }]),
    choice('density', t('density'), [
      { value: 'comfortable', label: t('comfortable') },
      { value: 'compact', label: t('compact') },
    ]),
    choice('locale', t('language'), [system, ...LOCALES.map((value) => ({ value, label: LOCALE_NAMES[value] }))]),
  ]
}
