'use client'

import { memo, type MouseEvent } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import type { BusinessItem, ConversationItem } from '@/api/generated/switchboard'
import { inShort } from '@/features/messages/kind'
import { MessageTick } from '@/features/messages/message-tick'
import { clockTime, hueOf, initials, personName, shortDate, weekday } from '@/lib/format'
import { paths } from '@/lib/paths'
import { addDays, dayOf } from '@/lib/time'
import { Avatar } from '@/ui/avatar'
import { Count } from '@/ui/badge'
import { classes } from '@/ui/classes'
import { opensElsewhere } from '@/ui/clicks'
import { useResting } from '@/ui/resting'
import { useToday } from '@/ui/use-today'
import { useViewerTime } from '@/words/viewer-time'

type Props = { item: ConversationItem; business: BusinessItem; chosen: boolean; onChoose: (id: string) => void; onNear: (id: string) => void }

export const ConversationRow = memo(function ConversationRow({ item, business, chosen, onChoose, onNear }: Props) {
  const t = useTranslations()
  const name = personName(item.contact)
  const unread = item.unread > 0
  const resting = useResting(() => onNear(item.id))
  const open = (event: MouseEvent) => {
    if (opensElsewhere(event)) return
    event.preventDefault()
    onChoose(item.id)
  }
  return (
    <a
      href={paths.inbox({ business: business.id, conversation: item.id })}
      draggable={false}
      onClick={open}
      {...resting}
      data-conversation={item.id}
      aria-current={chosen ? 'true' : undefined}
      className={classes(
        'focus-inset relative flex h-full items-center gap-3 px-4 compact:gap-2.5',
        chosen ? 'bg-selected before:absolute before:inset-y-0 before:start-0 before:w-0.75 before:bg-accent' : 'hover:bg-hover',
      )}
    >
      <Avatar initials={initials(name)} hue={hueOf(item.contact.id)} />
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline justify-between gap-2">
          <span dir="auto" className={classes('flex-1 truncate-own text-base', unread ? 'font-semibold' : 'font-medium')}>
            {name}
          </span>
          <When at={item.last_message_at} zone={business.timezone} strong={unread} />
        </div>
        <div className="flex items-center gap-1.5">
          {item.last_message?.direction === 'out' && <MessageTick status={item.last_message.status} className="size-3.5" />}
          <span dir="auto" className={classes('flex-1 truncate-own text-sm', unread ? 'text-text' : 'text-text-2')}>
            {item.last_message && inShort(item.last_message, (kind) => t(`kinds.${kind}`))}
          </span>
          {item.state !== 'open' && <span className="shrink-0 text-2xs text-text-3">{t(`states.${item.state}`)}</span>}
          {unread && <Count value={item.unread} label={t('inbox.unread', { count: item.unread })} />}
        </div>
      </div>
    </a>
  )
})

/** Today's time, else the weekday within a week, else the date. */
function When({ at, zone, strong }: { at: string; zone: string; strong: boolean }) {
  const locale = useLocale()
  const viewerTime = useViewerTime()
  const instant = new Date(at)
  const today = useToday(zone)
  const day = dayOf(instant, zone)
  const text = day === today ? clockTime(instant, locale, zone) : day > addDays(today, -6) ? weekday(instant, locale, zone) : shortDate(instant, locale, zone)
  return (
    <time dateTime={at} title={viewerTime(instant)} className={classes('shrink-0 text-2xs tabular-nums', strong ? 'font-medium text-accent-text' : 'text-text-3')}>
      {text}
    </time>
  )
}
