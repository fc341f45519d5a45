import { useEffect, useLayoutEffect, useRef } from 'react'
import { Button, type ButtonProps } from './button'

/** A button that isn't always there. When it goes while the keyboard is on it, `handOn` puts the keyboard somewhere else. */
export function PassingButton({ handOn, ...button }: Omit<ButtonProps, 'ref'> & { handOn: () => void }) {
  const element = useRef<HTMLButtonElement>(null)
  const latest = useRef(handOn)
  useEffect(() => {
    latest.current = handOn
  })
  useLayoutEffect(() => {
    const own = element.current
    return () => {
      if (document.activeElement !== own) return
      // As soon as everything else is drawn, and unless somebody else has taken it.
      queueMicrotask(() => {
        if (document.activeElement === document.body) latest.current()
      })
    }
  }, [])
  return <Button ref={element} {...button} />
}
