'use client'

import { useTranslations } from 'use-intl'
import type { ConversationItem, Me } from '@/api/generated/switchboard'
import type { Act } from '@/features/conversations/act'
import { snoozes } from '@/features/conversations/snooze'
import { useCommands } from '@/features/shell/commands'
import { useCopy } from '@/features/shell/copy'
import type { Command } from '@/features/shell/registry'
import { useNow } from '@/ui/use-now'
import { linkOf } from './search'

const MINUTE_MS = 60_000

/** Buttons that a key opens: the menu belongs to its button. */
export const ASSIGN_BUTTON = 'assign-button'
export const SNOOZE_BUTTON = 'snooze-button'

const press = (id: string) => document.querySelector<HTMLElement>(`#${id} button`)?.click()

type Props = { about: ConversationItem | undefined; zone: string; me: Me | undefined; act: Act; onNext: () => void }

/** What can be done with the open conversation. */
export function useThreadCommands({ about, zone, me, act, onNext }: Props): void {
  const t = useTranslations()
  const now = useNow(MINUTE_MS)
  const copy = useCopy()
  useCommands(about ? [...stateCommands(about), ...snoozeCommands(about), ...assignCommands(about), copyCommand(about)] : [])

  function stateCommands(item: ConversationItem): Command[] {
    const done = item.state === 'resolved'
    const resolve = () => act(item, { do: 'resolve' })
    return [
      { id: 'resolve', group: 'do', label: t(done ? 'actions.reopen' : 'actions.resolve'), run: done ? () => act(item, { do: 'reopen' }) : resolve },
      {
        id: 'resolve-next',
        group: 'do',
        label: t('keys.resolveNext'),
        run: () => {
          // First the next one: the row of this one may leave the list.
          onNext()
          if (!done) resolve()
        },
      },
    ]
  }

  function copyCommand(item: ConversationItem): Command {
    return { id: 'copy-link', group: 'do', label: t('copy.link'), run: () => copy(linkOf(item)) }
  }

  function snoozeCommands(item: ConversationItem): Command[] {
    return [
      { id: 'snooze', group: 'do', label: t('keys.snooze'), run: () => press(SNOOZE_BUTTON) },
      ...snoozes(now, zone).map(({ preset, until }) => ({
        id: `snooze-${preset}`,
        group: 'do' as const,
        label: t('actions.snoozeUntil', { time: t(`snooze.${preset}`) }),
        run: () => act(item, { do: 'snooze', until: until.toISOString() }),
      })),
    ]
  }

  function assignCommands(item: ConversationItem): Command[] {
    const assign: Command = { id: 'assign', group: 'do', label: t('keys.assign'), run: () => press(ASSIGN_BUTTON) }
    if (!me) return [assign]
    const mine = item.assignee?.id === me.id
    const assignee = mine ? null : { id: me.id, name: me.name }
    return [assign, { id: 'assign-me', group: 'do', label: t(mine ? 'actions.giveBack' : 'keys.assignMe'), run: () => act(item, { do: 'assign', assignee }) }]
  }
}
