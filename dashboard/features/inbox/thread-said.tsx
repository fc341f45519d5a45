'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { MessageItem } from '@/api/generated/switchboard'
import { inShort } from '@/features/messages/kind'
import { authorOf } from './thread-row'
import { appended } from './thread-rows'

/**
 * Tells screen readers what comes in while a thread is open. The log itself can't: rows come into it by scrolling as well, and
 * would be read out as if they were new.
 */
export function ThreadSaid({ messages }: { messages: readonly MessageItem[] }) {
  const t = useTranslations()
  const [since] = useState(() => messages.at(-1)?.id)
  return (
    <div aria-live="polite" aria-relevant="additions" className="sr-only">
      {appended(messages, since).map((item) => (
        <p key={item.id}>{`${authorOf(item, t('inbox.you'))}: ${inShort(item, (kind) => t(`kinds.${kind}`))}`}</p>
      ))}
    </div>
  )
}
