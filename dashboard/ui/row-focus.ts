// Live updates move and remove rows; whoever is on a row with the keyboard stays on it, or comes to its neighbour.

import { useEffect, useEffectEvent, useState, type FocusEvent } from 'react'

type Options<T> = {
  items: readonly T[]
  keyOf: (item: T) => string
  /** Puts the keyboard on a row, as soon as it is drawn. */
  goTo: (index: number) => void
}

/** Follows the row that has the keyboard. Rows are elements with `data-index`. */
export function useRowFocus<T>({ items, keyOf, goTo }: Options<T>) {
  const [focused, setFocused] = useState<{ key: string; index: number } | null>(null)
  const index = focused ? items.findIndex((item) => keyOf(item) === focused.key) : -1
  if (focused && index !== -1 && index !== focused.index) setFocused({ ...focused, index })
  const goToNeighbour = useEffectEvent((left: number) => {
    // Unless somebody took the focus elsewhere.
    if (document.activeElement === document.body && items.length > 0) goTo(Math.min(left, items.length - 1))
  })
  useEffect(() => {
    if (!focused || index !== -1) return
    setFocused(null)
    goToNeighbour(focused.index)
  }, [focused, index])
  return {
    /** The row that has to stay in the document; -1 for none. */
    index,
    onFocus: ({ target }: FocusEvent) => {
      const at = indexOf(target)
      const item = items[at]
      if (item !== undefined) setFocused({ key: keyOf(item), index: at })
    },
    onBlur: ({ relatedTarget }: FocusEvent) => {
      // Without a next element the row itself may be going.
      if (relatedTarget) setFocused(null)
    },
  }
}

/** Which row an element belongs to; NaN for none. */
export function indexOf(element: Element): number {
  return Number(element.closest('[data-index]')?.getAttribute('data-index') ?? Number.NaN)
}

/** The rows of a virtual list and one more. */
export function withRow(rows: number[], index: number): number[] {
  return index < 0 || rows.includes(index) ? rows : [...rows, index].sort((a, b) => a - b)
}
