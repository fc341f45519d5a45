import { lazy, Suspense, useCallback, useEffect, useRef, useState, useSyncExternalStore, type ComponentType } from 'react'

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

/**
 * A trigger whose popup is loaded when the page is idle, or when somebody comes near. What floats needs a positioning
 * library, and nothing floats when a page is first shown.
 */
export function onDemand<P extends object>(load: () => Promise<ComponentType<P & Arrival>>, Stand: ComponentType<P & Placeholder>): ComponentType<P> {
  let real: ComponentType<P & Arrival> | null = null
  let begun = false
  const listeners = new Set<() => void>()
  const begin = () => {
    if (begun) return
    begun = true
    void load().then(
      (component) => {
        real = component
        for (const listener of listeners) listener()
      },
      () => {
        // Offline: the next click tries again.
        begun = false
      },
    )
  }
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return function OnDemand(props: P) {
    const Real = useSyncExternalStore(
      subscribe,
      () => real,
      () => null,
    )
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

/** Gives the focus to what took the place of a focused placeholder. */
export function useArrival({ focused }: Pick<Arrival, 'focused'>): (element: HTMLElement | null) => void {
  const wanted = useRef(focused)
  return useCallback((element) => {
    if (!element || !wanted.current) return
    wanted.current = false
    element.focus()
  }, [])
}

/** What is opened from elsewhere, such as a drawer: loaded when it is opened for the first time. */
export function whenOpened<P extends { open: boolean }>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const Real = lazy(() => load().then((component) => ({ default: component as ComponentType<object> })))
  return function WhenOpened(props: P) {
    const [wanted, setWanted] = useState(props.open)
    if (props.open && !wanted) setWanted(true)
    return wanted ? (
      <Suspense fallback={null}>
        <Real {...props} />
      </Suspense>
    ) : null
  }
}
