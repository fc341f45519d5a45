'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore, type ReactNode } from 'react'
import { session, startSession, type SessionState } from './session'

/** Begins the session and forgets everything that was loaded when it ends. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient()
  const { phase } = useSession()
  useEffect(() => {
    // For public/boot.js: the scripts of the page are there.
    document.documentElement.dataset.started = ''
    startSession()
  }, [])
  useEffect(() => {
    if (phase === 'signed-out') client.clear()
  }, [client, phase])
  return children
}

export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, session.get, session.serverSnapshot)
}
