'use client'

import { useEffect } from 'react'

/** What a page is called that has no name of its own, or none yet. */
const NAME = 'Switchboard'

/** Names the page in the title of the window, with a count such as `3` or `50+` before it when there is one. */
export function useWindowTitle(title: string, count = ''): void {
  useEffect(() => {
    document.title = `${count ? `(${count}) ` : ''}${title} · ${NAME}`
  }, [count, title])
  useEffect(
    () => () => {
      document.title = NAME
    },
    [],
  )
}
