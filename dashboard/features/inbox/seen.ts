'use client'

import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { MessageItem } from '@/api/generated/switchboard'

function subscribe(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener)
  window.addEventListener('focus', listener)
  window.addEventListener('blur', listener)
  return () => {
    document.removeEventListener('visibilitychange', listener)
    window.removeEventListener('focus', listener)
    window.removeEventListener('blur', listener)
  }
}

/** Says that a message was seen, once per look: only while the window is visible and has the focus, and again when it gets the focus again. */
export function useSeen(newest: MessageItem | undefined, onSeen: (newest: MessageItem) => void): void {
  const looking = useSyncExternalStore(
    subscribe,
    () => document.visibilityState === 'visible' && document.hasFocus(),
    () => false,
  )
  const said = useRef<string>(undefined)
  useEffect(() => {
    if (!looking) said.current = undefined
    if (!looking || !newest || said.current === newest.id) return
    said.current = newest.id
    onSeen(newest)
  }, [looking, newest, onSeen])
}
