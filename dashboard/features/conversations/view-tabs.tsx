'use client'

import { useTranslations } from 'use-intl'
import { VIEWS, type View } from '@/features/inbox/search'

/** Whose conversations the list shows. */
export function ViewTabs({ view, onView }: { view: View; onView: (view: View) => void }) {
  const t = useTranslations()
  return (
    <div role="group" aria-label={t('inbox.views')} className="flex min-w-0 gap-0.5 rounded-md bg-hover p-0.5">
      {VIEWS.map((each) => (
        <button
          key={each}
          type="button"
          aria-pressed={each === view}
          onClick={() => onView(each)}
          className="h-7 min-w-0 truncate rounded-sm px-2.5 text-xs font-medium text-text-2 transition-colors hover:text-text aria-pressed:bg-surface aria-pressed:text-text aria-pressed:shadow-1"
        >
          {t(`views.${each}`)}
        </button>
      ))}
    </div>
  )
}
