'use client'

import { useTranslations } from 'use-intl'
import { Button } from '@/ui/button'
import { classes } from '@/ui/classes'

/** The next page of a list couldn't be loaded: said where it would be, and asked for again only by hand. */
export function MoreFailed({ text, busy, retry, className }: { text: string; busy: boolean; retry: () => void; className?: string }) {
  const t = useTranslations('errors')
  return (
    <div role="alert" className={classes('flex items-center justify-center gap-2 text-xs text-text-2', className)}>
      {text}
      <Button size="small" busy={busy} onClick={retry}>
        {t('retry')}
      </Button>
    </div>
  )
}
