'use client'

import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Button } from '@/ui/button'

/** The cursor of the page before, by cursor: cursors only lead on, so the way back is remembered. */
const before = new Map<string, string | null>()

type Props = { cursor: string | null; next: string | null; count: number; busy: boolean; onGo: (cursor: string | null) => void }

export function Pager({ cursor, next, count, busy, onGo }: Props) {
  const t = useTranslations('messages')
  const back = cursor === null ? undefined : before.get(cursor)
  return (
    <nav aria-label={t('title')} className="flex h-12 shrink-0 items-center justify-between gap-2 border-t border-line px-4">
      <p role="status" className="text-xs text-text-2 tabular-nums">
        {t('shown', { count })}
      </p>
      <div className="flex gap-2">
        {cursor !== null && (
          <Button look="quiet" size="small" onClick={() => onGo(null)}>
            {t('newest')}
          </Button>
        )}
        <Button size="small" disabled={back === undefined} onClick={() => back !== undefined && onGo(back)}>
          <ChevronLeft aria-hidden className="size-3.5 rtl:-scale-x-100" />
          {t('previous')}
        </Button>
        <Button
          size="small"
          disabled={next === null || busy}
          onClick={() => {
            if (next === null) return
            before.set(next, cursor)
            onGo(next)
          }}
        >
          {t('next')}
          <ChevronRight aria-hidden className="size-3.5 rtl:-scale-x-100" />
        </Button>
      </div>
    </nav>
  )
}
