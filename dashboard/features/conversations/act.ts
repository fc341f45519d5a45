'use client'

import { useCallback } from 'react'
import { useTranslations } from 'use-intl'
import type { ConversationItem } from '@/api/generated/switchboard'
import { errorWord, mayRetry } from '@/api/errors'
import { personName } from '@/lib/format'
import { notify } from '@/ui/toast'
import { undoing, type Intent, type Write } from './intent'
import { useSend } from './send'
import { LastUndo } from './undo'

export type Act = (before: ConversationItem, intent: Intent) => void

const last = new LastUndo()
export const undoLast = last.run

/** Does what somebody wants: it shows at once, can be undone, and when it fails it is taken back and said so. */
export function useAct(): Act {
  const t = useTranslations()
  const send = useSend()

  const start = useCallback(
    (write: Write, takeBack?: () => void) => {
      const { before, intent } = write
      const hides = intent.do === 'resolve' || intent.do === 'snooze'
      const undo = hides ? last.remember(takeBack) : undefined
      const name = personName(before.contact)
      const done = () => {
        // Said only when it is true; the screen shows it at once.
        if (!hides) return
        notify({ tone: 'ok', title: t(`writes.done.${intent.do}`, { name }), action: undo && { label: t('writes.undo'), run: undo } })
      }
      const failed = (error: unknown) => {
        last.forget(undo)
        // Nobody asked for a mark of having read; the next look tries again.
        if (intent.do === 'read') return
        const lost = mayRetry(error)
        notify({
          tone: 'danger',
          title: t(`writes.failed.${intent.do}`, { name }),
          text: t(`errors.${errorWord(error)}`),
          // Nobody knows whether it was done: the same key makes sure that it is done once.
          action: { label: t('errors.retry'), run: () => start({ ...write, key: lost ? write.key : crypto.randomUUID(), again: lost }, takeBack) },
        })
      }
      send(write).then(done, failed)
    },
    [send, t],
  )
  return useCallback<Act>(
    (before, intent) => {
      const back = intent.do === 'read' ? null : undoing(before, intent)
      const takeBack = back ? () => start({ before, intent: back, key: crypto.randomUUID(), again: false }) : undefined
      start({ before, intent, key: crypto.randomUUID(), again: false }, takeBack)
    },
    [start],
  )
}
