import { useSyncExternalStore } from 'react'
import { dayOf, type Day } from '@/lib/time'

const LOOK_MS = 60_000

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) timer = setInterval(() => listeners.forEach((each) => each()), LOOK_MS)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) clearInterval(timer)
  }
}

/** The day that it is in a zone. It changes within a minute of midnight, and until then nothing is drawn for it. */
export function useToday(zone: string): Day {
  const today = () => dayOf(new Date(), zone)
  return useSyncExternalStore(subscribe, today, today)
}
