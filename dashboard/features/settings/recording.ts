'use client'

import { useEffect, useRef } from 'react'
import { comboOf, isMac, presses, type Combo } from '@/lib/combo'

export type Recorded = { kind: 'keys'; combo: Combo } | { kind: 'off' } | { kind: 'cancel' }

/** While `on`, the next keys that are pressed are told and do nothing else. Backspace and Delete mean off, Escape and Tab cancel, Enter and Space are no keys. */
export function useRecording(on: boolean, tell: (recorded: Recorded) => void): void {
  const latest = useRef(tell)
  useEffect(() => {
    latest.current = tell
  })
  useEffect(() => {
    if (!on) return
    const press = (event: KeyboardEvent) => {
      const combo = comboOf(event, isMac())
      // Tab goes on moving the focus: nobody is caught here.
      if (combo === 'Tab' || combo === 'Shift+Tab') {
        latest.current({ kind: 'cancel' })
        return
      }
      event.preventDefault()
      event.stopImmediatePropagation()
      if (combo === null || event.repeat || presses(combo)) return
      if (combo === 'Escape') latest.current({ kind: 'cancel' })
      else latest.current(combo === 'Backspace' || combo === 'Delete' ? { kind: 'off' } : { kind: 'keys', combo })
    }
    window.addEventListener('keydown', press, { capture: true })
    return () => window.removeEventListener('keydown', press, { capture: true })
  }, [on])
}
