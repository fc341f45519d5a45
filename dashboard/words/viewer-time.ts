'use client'

import { useCallback } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { fullTime, viewerZone } from '@/lib/format'

/** Says an instant in the time of whoever looks: times are shown in the business's zone, which may be another. */
export function useViewerTime(): (at: Date) => string {
  const t = useTranslations('thread')
  const locale = useLocale()
  return useCallback((at) => t('viewerTime', { time: fullTime(at, locale, viewerZone()) }), [t, locale])
}
