'use client'

import { usePathname, useSearchParams } from 'next/navigation'
import { Suspense, useEffect, useRef, useState, type ReactNode, type RefObject } from 'react'
import { useTranslations } from 'use-intl'
import { classes } from '@/ui/classes'
import { loadedOnce, whenIdle } from '@/ui/on-demand'
import { Toasts } from '@/ui/toast'
import { CommandsProvider } from './commands'
import { ConnectionLine } from './connection-line'
import { Rail } from './rail'
import { ShellCommands } from './shell-commands'

export type Sheet = 'palette' | 'keys' | null
type SheetProps = { open: boolean; onOpenChange: (open: boolean) => void }

// Loaded when the page is idle, or when somebody asks for them, and asked for again by the next need: without them the page works.
const palette = loadedOnce<SheetProps>(() => import('./palette').then((m) => m.Palette))
const keysSheet = loadedOnce<SheetProps>(() => import('./keys-sheet').then((m) => m.KeysSheet))
const beginSheets = () => {
  palette.begin()
  keysSheet.begin()
}

/** The frame around every page that needs a session. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useTranslations('app')
  const [sheet, setSheet] = useState<Sheet>(null)
  const Palette = palette.useReal()
  const KeysSheet = keysSheet.useReal()
  useEffect(() => whenIdle(beginSheets), [])
  useEffect(() => {
    if (sheet) beginSheets()
  }, [sheet])
  return (
    <CommandsProvider>
      <a
        href="#content"
        className="fixed start-3 top-3 z-50 -translate-y-20 rounded-md bg-accent px-3 py-2 font-medium text-on-accent focus-visible:translate-y-0"
      >
        {t('skip')}
      </a>
      <Suspense>
        <ShellCommands open={setSheet} />
        <Frame openSheet={setSheet}>{children}</Frame>
      </Suspense>
      <Toasts label={t('toasts')} close={t('close')} />
      {/* Until what was asked for is there, its keys mean nothing else. */}
      {sheet && !(sheet === 'palette' ? Palette : KeysSheet) && <div role="dialog" aria-busy aria-label={t('loading')} className="sr-only" />}
      {Palette && <Palette open={sheet === 'palette'} onOpenChange={(open) => setSheet(open ? 'palette' : null)} />}
      {KeysSheet && <KeysSheet open={sheet === 'keys'} onOpenChange={(open) => setSheet(open ? 'keys' : null)} />}
    </CommandsProvider>
  )
}

function Frame({ openSheet, children }: { openSheet: (sheet: Sheet) => void; children: ReactNode }) {
  const content = useRouteFocus()
  // On a phone an open conversation takes the whole screen.
  const reading = useSearchParams().has('c')
  return (
    <div className="flex h-dvh flex-col-reverse md:flex-row">
      <Rail openSheet={openSheet} className={classes(reading && 'max-md:hidden')} />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <ConnectionLine />
        <main id="content" ref={content} tabIndex={-1} className="flex min-h-0 flex-1 outline-none">
          {children}
        </main>
      </div>
    </div>
  )
}

/** Another page begins at its content, unless the focus is somewhere that is still there. */
function useRouteFocus(): RefObject<HTMLElement | null> {
  const content = useRef<HTMLElement>(null)
  const pathname = usePathname()
  const before = useRef(pathname)
  useEffect(() => {
    if (before.current === pathname) return
    before.current = pathname
    const now = document.activeElement
    if (!now || now === document.body) content.current?.focus()
  }, [pathname])
  return content
}
