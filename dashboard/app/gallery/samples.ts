// What the gallery says, in a language of each direction. It isn't part of words/, because no page of the product says it.

import { useLocale } from 'use-intl'
import { ar } from './samples.ar'
import { en, type Samples } from './samples.en'

/** The samples of the chosen language, or English. */
export function useSamples(): Samples {
  return useLocale() === 'ar' ? ar : en
}
