'use client'

import { useEffect, useEffectEvent, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/ui/button'

type Props = {
  count: number
  onShow: () => void
  /** They are there, and the keyboard, which was on the button, is nowhere. */
  onLost: () => void
}

/** Messages that arrived since the table was loaded; they are shown when asked for, so that no row moves by itself. */
export function FreshLine({ count, onShow, onLost }: Props) {
  const t = useTranslations('messages')
  const asked = useRef(false)
  const shown = useEffectEvent(() => {
    if (!asked.current) return
    asked.current = false
    if (document.activeElement === document.body) onLost()
  })
  useEffect(() => {
    if (count === 0) shown()
  }, [count])
  const ask = () => {
    asked.current = true
    onShow()
  }
  return (
    <div role="status">
      {count > 0 && (
        <p className="absolute inset-x-0 top-11 z-10 mx-auto flex w-fit items-center gap-2 rounded-full border border-line bg-raised py-1 ps-3 pe-1 text-xs shadow-2">
          {t('fresh', { count })}
          <Button look="primary" size="small" onClick={ask} className="rounded-full!">
            {t('show')}
          </Button>
        </p>
      )}
    </div>
  )
}
