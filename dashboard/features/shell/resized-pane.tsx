'use client'

import { useState, type CSSProperties, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { classes } from '@/ui/classes'
import { PaneSeparator } from '@/ui/pane-separator'
import { preferences, usePreferences } from './preferences'

const PANES = {
  list: { key: 'listPx', min: 256, max: 560, usual: 352, before: true },
  details: { key: 'detailsPx', min: 224, max: 480, usual: 288, before: false },
} as const

/** A pane at the side whose width people choose, and this browser remembers. */
export function ResizedPane({ pane, className, children }: { pane: keyof typeof PANES; className?: string; children: ReactNode }) {
  const t = useTranslations('shell')
  const { key, before, ...limits } = PANES[pane]
  const kept = usePreferences()[key]
  const [dragged, setDragged] = useState<number | null>(null)
  const px = dragged ?? kept
  const keep = (next: number) => {
    setDragged(null)
    if (next !== kept) preferences.set({ [key]: next })
  }
  const separator = (
    <PaneSeparator label={t(pane === 'list' ? 'listWidth' : 'detailsWidth')} value={px} before={before} {...limits} onDrag={setDragged} onChange={keep} className={before ? 'max-md:hidden' : 'max-lg:hidden'} />
  )
  const width: CSSProperties & Record<'--pane', string> = { '--pane': `${px}px` }
  return (
    <>
      {!before && separator}
      <div style={width} className={classes('flex min-h-0 flex-col md:w-(--pane) md:max-w-[45vw] md:shrink-0', className)}>
        {children}
      </div>
      {before && separator}
    </>
  )
}
