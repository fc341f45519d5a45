'use client'

import { CloudAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { errorWord } from '@/api/errors'
import { Button } from '@/ui/button'
import { Notice } from '@/ui/notice'

/** A query that failed: what happened, and how to go on. */
export function Failure({ error, retry, icon = <CloudAlert /> }: { error: unknown; retry?: () => void; icon?: ReactNode }) {
  const t = useTranslations('errors')
  return (
    <Notice tone="danger" icon={icon} title={t('title')} action={retry && <Button onClick={retry}>{t('retry')}</Button>}>
      {t(errorWord(error))}
    </Notice>
  )
}
