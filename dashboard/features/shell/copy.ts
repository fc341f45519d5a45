'use client'

import { useCallback } from 'react'
import { useTranslations } from 'use-intl'
import { notify } from '@/ui/toast'

/** Puts a text on the clipboard, and says that it did; a browser may refuse. */
export function useCopy(): (text: string) => void {
  const t = useTranslations('copy')
  return useCallback(
    (text) => {
      const said = (done: boolean) => notify({ tone: done ? 'ok' : 'danger', title: t(done ? 'done' : 'refused'), text })
      navigator.clipboard.writeText(text).then(
        () => said(true),
        () => said(false),
      )
    },
    [t],
  )
}
