'use client'

import { Clock3 } from 'lucide-react'
import type { ComponentProps } from 'react'
import { useTranslations } from 'use-intl'
import { IconButton } from '@/ui/icon-button'
import { onDemand } from '@/ui/on-demand'
import type { ConversationItem } from '@/api/generated/switchboard'
import type { Act } from './act'

export type SnoozeMenuProps = { conversation: ConversationItem; zone: string; act: Act; keys?: string }

/** Hides the conversation until a time. */
export const SnoozeMenu = onDemand<SnoozeMenuProps>(
  () => import('./snooze-menu-panel').then((m) => m.SnoozeMenuPanel),
  ({ conversation: _, zone: __, act: ___, ...stand }) => <SnoozeButton aria-haspopup="menu" aria-expanded={false} {...stand} />,
)

export function SnoozeButton(props: Omit<ComponentProps<typeof IconButton>, 'label' | 'children'>) {
  const t = useTranslations('actions')
  return (
    <IconButton {...props} label={t('snooze')} hint="below-end">
      <Clock3 />
    </IconButton>
  )
}
