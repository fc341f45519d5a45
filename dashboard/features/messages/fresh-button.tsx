'use client'

import { ArrowUp } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { PassingButton } from '@/ui/passing-button'

type Props = {
  count: number
  onShow: () => void
  /** They are there, and the keyboard, which was on the button, is nowhere. */
  onLost: () => void
}

/** Messages that arrived since the table was loaded; they are shown when asked for, so that no row moves by itself. */
export function FreshButton({ count, onShow, onLost }: Props) {
  const t = useTranslations('messages')
  return (
    <div role="status" className="shrink-0">
      {count > 0 && (
        <PassingButton look="primary" size="small" onClick={onShow} handOn={onLost} className="rounded-full!">
          <ArrowUp aria-hidden className="size-3.5" />
          {t('fresh', { count })}
        </PassingButton>
      )}
    </div>
  )
}
