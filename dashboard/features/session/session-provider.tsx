'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useSyncExternalStore, type ReactNode } from 'react'
import { session, startSession, type SessionState } from './session'

/** Begins the session, and forgets everything that was loaded when it ends or becomes somebody else's. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient()
  const state = useSession()
  const { phase } = state
  const user = phase === 'signed-in' ? state.user : null
  const loadedBy = useRef(user)
  useEffect(() => {
    // For public/boot.js: the scripts of the page are there.
    document.documentElement.dataset.started = ''
    startSession()
  }, [])
  useEffect(() => {
    const another = user !== null && loadedBy.current !== null && loadedBy.current !== user
    if (phase === 'signed-out' || another) client.clear()
    if (user !== null) loadedBy.current = user
  }, [client, phase, user])
  return children
}

export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, session.get, session.serverSnapshot)
}
