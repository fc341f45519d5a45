'use client'

import { useEffect } from 'react'
import { useWaiting } from '@/features/conversations/waiting'

/** Names the page in the title of the window, and how many conversations wait. */
export function usePageTitle(title: string): void {
  const waiting = useWaiting()
  useEffect(() => {
    document.title = `${waiting ? `(${waiting}) ` : ''}${title} · Switchboard`
  }, [waiting, title])
}
