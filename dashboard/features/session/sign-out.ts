'use client'

import { useCallback } from 'react'
import { useTranslations } from 'use-intl'
import { errorWord } from '@/api/errors'
import { notify } from '@/ui/toast'
import { signOut } from './session'

/** Signs out; when that fails, says that one is still signed in. */
export function useSignOut(): () => void {
  const t = useTranslations()
  return useCallback(() => {
    const leave = () => {
      signOut().catch((error: unknown) =>
        notify({ tone: 'danger', title: t('session.stillSignedIn'), text: t(`errors.${errorWord(error)}`), action: { label: t('errors.retry'), run: leave } }),
      )
    }
    leave()
  }, [t])
}
