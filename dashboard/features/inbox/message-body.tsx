'use client'

import { FileText, Image, MapPin, Mic, MousePointerClick, Smile, Sticker, UserRound, Video, type LucideIcon } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { MessageItem } from '@/api/generated/switchboard'
import { kindWord, type KindWord } from '@/features/messages/kind'
import { Chosen } from '@/ui/message/chosen'
import { Gone } from '@/ui/message/gone'
import { MessageText } from '@/ui/message/message-text'

const ICONS: Partial<Record<KindWord, LucideIcon>> = {
  image: Image,
  video: Video,
  audio: Mic,
  document: FileText,
  sticker: Sticker,
  location: MapPin,
  contacts: UserRound,
  reaction: Smile,
  interactive: MousePointerClick,
}

/** What a message says: its text, what the customer chose, or what kind of thing it is and its caption. */
export function MessageBody({ item }: { item: Pick<MessageItem, 'kind' | 'body' | 'direction'> }) {
  const t = useTranslations('kinds')
  const kind = kindWord(item.kind)
  const text = item.body && <MessageText text={item.body} />
  if (kind === 'text' || kind === 'template') return text
  // A button of a template can only be pressed, a choice also offered.
  if (kind === 'button' || (kind === 'interactive' && item.direction === 'in')) return <Chosen kind="button" label={t(kind)} title={item.body ?? undefined} />
  const Icon = ICONS[kind]
  return (
    <>
      {kind === 'unsupported' ? (
        <Gone kind="unsupported" text={t(kind)} />
      ) : (
        <span className="flex items-center gap-1.5 text-text-2">
          {Icon && <Icon aria-hidden className="size-4 shrink-0" />}
          <span>{t(kind)}</span>
        </span>
      )}
      {text}
    </>
  )
}
