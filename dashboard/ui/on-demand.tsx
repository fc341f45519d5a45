import { useCallback, useEffect, useRef, useState, useSyncExternalStore, type ComponentType } from 'react'
import { patiently } from '@/lib/patiently'

/** How the real thing finds the place that was kept for it. */
export type Arrival = {
  /** Somebody has clicked already. */
  opened: boolean
  /** The keyboard was on the placeholder. */
  focused: boolean
}

/** What a placeholder does: it looks like the trigger and says when somebody wants more. */
export type Placeholder = { onClick: () => void; onFocus: () => void; onBlur: () => void; onPointerEnter: () => void }

/** A page's own content comes first. */
const SETTLE_MS = 1_200

/** Runs when the page was shown and has nothing else to do. Answers how to call it off. */
export function whenIdle(run: () => void): () => void {
  let idle: number | undefined
  const timer = setTimeout(() => {
    if ('requestIdleCallback' in window) idle = requestIdleCallback(run)
    else run()
  }, SETTLE_MS)
  return () => {
    clearTimeout(timer)
    if (idle !== undefined) cancelIdleCallback(idle)
  }
}

/** A component that is loaded once, for whoever needs it first. When even patience fails, the next need tries again. */
export function loadedOnce<P extends object>(load: () => Promise<ComponentType<P>>) {
  let real: ComponentType<P> | null = null
  let begun = false
  const listeners = new Set<() => void>()
  const begin = () => {
    if (begun) return
    begun = true
    void patiently(load).then(
      (component) => {
        real = component
        for (const listener of listeners) listener()
      },
      () => {
        begun = false
      },
    )
  }
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  const useReal = () =>
    useSyncExternalStore(
      subscribe,
      () => real,
      () => null,
    )
  return { begin, useReal }
}

/**
 * A trigger whose popup is loaded when the page is idle, or when somebody comes near. What floats needs a positioning
 * library, and nothing floats when a page is first shown.
 */
export function onDemand<P extends object>(load: () => Promise<ComponentType<P & Arrival>>, Stand: ComponentType<P & Placeholder>): ComponentType<P> {
  const { begin, useReal } = loadedOnce(load)
  return function OnDemand(props: P) {
    const Real = useReal()
    const [opened, setOpened] = useState(false)
    const [focused, setFocused] = useState(false)
    useEffect(() => whenIdle(begin), [])
    if (Real) return <Real {...props} opened={opened} focused={focused} />
    return (
      <Stand
        {...props}
        onClick={() => {
          setOpened(true)
          begin()
        }}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onPointerEnter={begin}
      />
    )
  }
}

/** What is opened from elsewhere, such as a drawer: loaded when it is opened. */
export function whenOpened<P extends { open: boolean }>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const { begin, useReal } = loadedOnce(load)
  return function WhenOpened(props: P) {
    const Real = useReal()
    useEffect(() => {
      if (props.open) begin()
    }, [props.open])
    return Real && <Real {...props} />
  }
}

/** Gives the focus to what took the place of a focused placeholder. */
export function useArrival({ focused }: Pick<Arrival, 'focused'>): (element: HTMLElement | null) => void {
  const wanted = useRef(focused)
  return useCallback((element) => {
    if (!element || !wanted.current) return
    wanted.current = false
    element.focus()
  }, [])
}
