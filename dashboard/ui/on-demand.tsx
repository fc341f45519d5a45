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
export type Placeholder = { onClick: () => void; onFocus: () => void; onBlur: () => void; onPointerEnter: () => void; onPointerDown: () => void; onKeyDown: () => void }

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

const RELEASES = ['pointerup', 'pointercancel', 'keyup'] as const

/** Whether somebody presses something; `press` says that it begins. It ends with the click that it becomes, or without one. */
function usePressed(): [pressed: boolean, press: () => void] {
  const [pressed, setPressed] = useState(false)
  useEffect(() => {
    if (!pressed) return
    let timer: ReturnType<typeof setTimeout> | undefined
    // The click comes after the release, before anything else is done.
    const release = () => {
      timer = setTimeout(() => setPressed(false))
    }
    for (const name of RELEASES) window.addEventListener(name, release)
    return () => {
      clearTimeout(timer)
      for (const name of RELEASES) window.removeEventListener(name, release)
    }
  }, [pressed])
  return [pressed, () => setPressed(true)]
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
    const [pressed, press] = usePressed()
    useEffect(() => whenIdle(begin), [])
    // What is pressed stays until it is let go: a click that begins on one element and ends on another is none.
    if (Real && !pressed) return <Real {...props} opened={opened} focused={focused} />
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
        onPointerDown={press}
        onKeyDown={press}
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
