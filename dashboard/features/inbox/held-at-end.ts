'use client'

import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react'

const HANDS = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const

/**
 * Keeps a thread at its end from when it is opened until somebody scrolls it: rows are measured after they are drawn, so its
 * height changes under it. `height` is that of all rows.
 */
export function useHeldAtEnd(scroller: RefObject<HTMLElement | null>, height: number, hold: boolean): void {
  const held = useRef(hold)
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const release = () => {
      held.current = false
    }
    for (const hand of HANDS) element.addEventListener(hand, release, { passive: true })
    return () => {
      for (const hand of HANDS) element.removeEventListener(hand, release)
    }
  }, [scroller])
  useLayoutEffect(() => {
    if (held.current) scroller.current?.scrollTo({ top: height })
  }, [scroller, height])
}
