import { useEffect, useRef } from 'react'

/** Who goes over something on the way to something else has left by then. */
const REST_MS = 100

/** Runs when the pointer comes to rest on an element, for what is worth doing only then. Its answer goes on the element. */
export function useResting(run: () => void): { onPointerEnter: () => void; onPointerLeave: () => void } {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const leave = () => clearTimeout(timer.current)
  useEffect(() => () => clearTimeout(timer.current), [])
  return {
    onPointerEnter: () => {
      leave()
      timer.current = setTimeout(run, REST_MS)
    },
    onPointerLeave: leave,
  }
}
