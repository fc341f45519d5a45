'use client'

import { ArrowUp } from 'lucide-react'
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
export function FreshButton({ count, onShow, onLost }: Props) {
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
  const show = () => {
    asked.current = true
    onShow()
  }
  return (
    <div role="status" className="shrink-0">
      {count > 0 && (
        <Button look="primary" size="small" onClick={show} className="rounded-full!">
          <ArrowUp aria-hidden className="size-3.5" />
          {t('fresh', { count })}
        </Button>
      )}
    </div>
  )
}
