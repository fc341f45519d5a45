// The words that primitives of ui/ ask for, since they have none of their own.

import { useTranslations } from 'use-intl'
import type { ComposerWords } from '@/ui/composer'
import type { DateRangeWords } from '@/ui/date-range'

export function useComboboxWords() {
  const t = useTranslations('ui')
  return { search: t('search'), nothing: t('nothing') }
}

export function useDateRangeWords(): DateRangeWords {
  const t = useTranslations('ui')
  return {
    calendar: t('calendar'),
    previousMonth: t('previousMonth'),
    nextMonth: t('nextMonth'),
    from: t('from'),
    to: t('to'),
    apply: t('apply'),
    cancel: t('cancel'),
    presets: t('presets'),
    zone: (zone, offset) => t('zone', { zone, offset }),
    today: t('today'),
    yesterday: t('yesterday'),
    last7: t('last7'),
    last30: t('last30'),
    thisMonth: t('thisMonth'),
    lastMonth: t('lastMonth'),
    any: t('any'),
  }
}

export function usePagerWords() {
  const t = useTranslations('ui')
  return { first: t('first'), previous: t('previous'), next: t('next') }
}

export function useChartWords() {
  const t = useTranslations('ui')
  return { chart: t('chart'), table: t('table') }
}

export function useSoundWords() {
  const t = useTranslations('ui')
  return { play: t('play'), pause: t('pause'), position: t('position') }
}

export function useComposerWords(): ComposerWords {
  const t = useTranslations('ui')
  return {
    reply: t('reply'),
    note: t('note'),
    replyPlaceholder: t('replyPlaceholder'),
    notePlaceholder: t('notePlaceholder'),
    send: t('send'),
    saveNote: t('saveNote'),
    left: (count) => t('charactersLeft', { count }),
    over: (count) => t('charactersOver', { count }),
  }
}
