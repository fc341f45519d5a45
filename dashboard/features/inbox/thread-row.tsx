'use client'

import { memo } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import type { MessageItem } from '@/api/generated/switchboard'
import { MessageTick } from '@/features/messages/message-tick'
import { clockTime, longDate, personName } from '@/lib/format'
import { addDays, startOfDay, type Day } from '@/lib/time'
import { Bubble } from '@/ui/bubble'
import { SystemLine } from '@/ui/message/system-line'
import { useToday } from '@/ui/use-today'
import { useViewerTime } from '@/words/viewer-time'
import { MessageBody } from './message-body'

export const MessageBubble = memo(function MessageBubble({ item, zone, first }: { item: MessageItem; zone: string; first: boolean }) {
  const locale = useLocale()
  const t = useTranslations()
  const viewerTime = useViewerTime()
  const at = new Date(item.occurred_at)
  // Nobody wrote it: a number that changed, for example.
  if (item.kind === 'system') return <SystemLine>{item.body ?? t('kinds.system')}</SystemLine>
  return (
    <Bubble
      side={item.direction}
      first={first}
      author={authorOf(item, t('inbox.you'))}
      footer={
        <>
          <time dateTime={item.occurred_at} title={viewerTime(at)}>
            {clockTime(at, locale, zone)}
          </time>
          {item.direction === 'out' && item.status === 'failed' && (
            <span aria-hidden className="font-medium text-danger">
              {t('status.failed')}
            </span>
          )}
          {item.direction === 'out' && <MessageTick status={item.status} className="-me-1" />}
        </>
      }
    >
      <MessageBody item={item} />
    </Bubble>
  )
})

/** Who wrote a message; `you` is the word for our side. */
export const authorOf = ({ direction, sender }: MessageItem, you: string) => (direction === 'in' ? personName(sender) : you)

export function DayName({ day, zone }: { day: Day; zone: string }) {
  const t = useTranslations('thread')
  const locale = useLocale()
  const today = useToday(zone)
  return day === today ? t('today') : day === addDays(today, -1) ? t('yesterday') : longDate(startOfDay(day, zone), locale, zone)
}

export function DaySeparator({ day, zone }: { day: Day; zone: string }) {
  return (
    <div className="flex items-center gap-3 py-2 text-2xs font-medium text-text-3 before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
      <DayName day={day} zone={zone} />
    </div>
  )
}

export function NewSeparator({ count }: { count: number }) {
  const t = useTranslations('thread')
  return (
    <div
      role="separator"
      className="flex items-center gap-3 py-1.5 text-2xs font-semibold text-accent-text before:h-px before:flex-1 before:bg-accent/40 after:h-px after:flex-1 after:bg-accent/40"
    >
      {t('new', { count })}
    </div>
  )
}
