'use client'

// Live updates move and remove rows; whoever is on a row with the keyboard stays on it, or comes to its neighbour.

import { useEffect, useState, type FocusEvent, type RefObject } from 'react'

type Focused = { id: string; index: number }

export function useRowFocus(scroller: RefObject<HTMLElement | null>, items: readonly { id: string }[]) {
  const [focused, setFocused] = useState<Focused | null>(null)
  const index = focused ? items.findIndex(({ id }) => id === focused.id) : -1
  if (focused && index !== -1 && index !== focused.index) setFocused({ ...focused, index })
  useEffect(() => {
    if (!focused || index !== -1) return
    // The row is gone, and the focus with it, unless somebody took it elsewhere.
    setFocused(null)
    if (document.activeElement !== document.body) return
    const neighbour = items[Math.min(focused.index, items.length - 1)]
    scroller.current?.querySelector<HTMLElement>(`a[data-conversation="${CSS.escape(neighbour?.id ?? '')}"]`)?.focus()
  }, [focused, index, items, scroller])
  return {
    /** The row that has to stay in the document; -1 for none. */
    index,
    onFocus: ({ target }: FocusEvent) => {
      const id = target instanceof HTMLElement ? target.dataset.conversation : undefined
      if (id) setFocused({ id, index: items.findIndex((item) => item.id === id) })
    },
    onBlur: ({ relatedTarget }: FocusEvent) => {
      // Without a next element the row itself may be going.
      if (relatedTarget) setFocused(null)
    },
  }
}

/** The rows of a virtual list and one more. */
export function withRow(rows: number[], index: number): number[] {
  return index < 0 || rows.includes(index) ? rows : [...rows, index].sort((a, b) => a - b)
}
