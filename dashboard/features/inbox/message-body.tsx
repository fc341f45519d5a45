'use client'

import { CircleAlert, FileText, Image, MapPin, Mic, MousePointerClick, Smile, Sticker, UserRound, Video, type LucideIcon } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { MessageItem } from '@/api/generated/switchboard'
import { kindWord, type KindWord } from '@/features/messages/kind'

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
  button: MousePointerClick,
  unsupported: CircleAlert,
}

const LINK = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]])/g

/** What a message says: its text, or what kind of thing it is and its caption. */
export function MessageBody({ item }: { item: Pick<MessageItem, 'kind' | 'body'> }) {
  const t = useTranslations('kinds')
  const kind = kindWord(item.kind)
  const Icon = ICONS[kind]
  return (
    <>
      {kind !== 'text' && kind !== 'template' && (
        <span className="flex items-center gap-1.5 text-text-2">
          {Icon && <Icon aria-hidden className="size-4 shrink-0" />}
          <span>{t(kind)}</span>
        </span>
      )}
      {item.body && <LinkedText text={item.body} />}
    </>
  )
}

/** Addresses become links; nothing else is ever interpreted. */
function LinkedText({ text }: { text: string }) {
  return text.split(LINK).map((part, index) =>
    index % 2 ? (
      <a key={index} href={part} target="_blank" rel="noopener noreferrer nofollow" className="underline decoration-text-3 underline-offset-2 hover:decoration-current">
        {part}
      </a>
    ) : (
      part
    ),
  )
}
