import { useState, type KeyboardEvent } from 'react'

/**
 * A list of choices under a field that keeps the keyboard: the arrows go through the choices, round and round, and Enter chooses. The
 * choice that Enter would take is always in sight.
 */
export function useListKeys(count: number, choose: (index: number) => void) {
  const [wanted, setAt] = useState(0)
  /** The choice that Enter takes; -1 when there is none. */
  const at = Math.min(wanted, count - 1)
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter ends a word that is composed, and chooses nothing.
    if (event.nativeEvent.isComposing || at < 0) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step) setAt((at + step + count) % count)
    else if (event.key === 'Enter') choose(at)
    else return
    event.preventDefault()
  }
  /** For the element of a choice. */
  const choice = (index: number) => ({
    ref: (element: HTMLElement | null) => {
      if (index === at) element?.scrollIntoView({ block: 'nearest' })
    },
    onClick: () => choose(index),
    onPointerMove: () => setAt(index),
  })
  return { at, setAt, onKeyDown, choice }
}
