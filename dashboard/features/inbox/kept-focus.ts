'use client'

import { useEffect, useRef, type RefObject } from 'react'

const FRAMES_MAX = 30

/**
 * The focus is never lost when a conversation opens, changes or closes: if what had it is gone (a list that a phone hides, a
 * button of the last thread), the thread gets it, or the row that was left. Give the answer to the thread's element.
 */
export function useKeptFocus(conversation: string | null): RefObject<HTMLDivElement | null> {
  const thread = useRef<HTMLDivElement>(null)
  const before = useRef(conversation)
  useEffect(() => {
    const left = before.current
    before.current = conversation
    if (left === conversation) return
    let frame = 0
    // A list that was hidden has its rows a few frames later.
    const look = (tries: number) => {
      const now = document.activeElement
      if (now && now !== document.body && now.checkVisibility()) return
      const row = document.querySelector<HTMLElement>(`a[data-conversation="${CSS.escape(left ?? '')}"]`)
      if (conversation) thread.current?.focus()
      else if (row) row.focus()
      else if (tries > 0) frame = requestAnimationFrame(() => look(tries - 1))
      else document.getElementById('content')?.focus()
    }
    frame = requestAnimationFrame(() => look(FRAMES_MAX))
    return () => cancelAnimationFrame(frame)
  }, [conversation])
  return thread
}
