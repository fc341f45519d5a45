'use client'

import { useTranslations } from 'use-intl'
import { Button } from '@/ui/button'

/** Messages that arrived since the table was loaded; they are shown when asked for, so that no row moves by itself. */
export function FreshLine({ count, onShow }: { count: number; onShow: () => void }) {
  const t = useTranslations('messages')
  return (
    <div role="status">
      {count > 0 && (
        <p className="absolute inset-x-0 top-11 z-10 mx-auto flex w-fit items-center gap-2 rounded-full border border-line bg-raised py-1 ps-3 pe-1 text-xs shadow-2">
          {t('fresh', { count })}
          <Button look="primary" size="small" onClick={onShow} className="rounded-full!">
            {t('show')}
          </Button>
        </p>
      )}
    </div>
  )
}
