import { useEffect } from 'react'
import { loadedOnce } from './on-demand'

export type ToastMessage = {
  title: string
  text?: string
  tone?: 'calm' | 'ok' | 'danger'
  /** One thing that can be done about it, such as Undo. It must also be possible elsewhere. */
  action?: { label: string; run: () => void }
}

/** What was said before the region could show it. */
const waiting: ToastMessage[] = []
let deliver: ((message: ToastMessage) => void) | null = null

const list = loadedOnce<{ label: string; close: string }>(() => import('./toast-list').then((m) => m.ToastList))

/** Says in passing that something happened; a failure stays until it is closed. */
export function notify(message: ToastMessage): void {
  if (deliver) return deliver(message)
  waiting.push(message)
  list.begin()
}

/** Hands over what waits and all that comes; answers how to stop. */
export function receive(to: (message: ToastMessage) => void): () => void {
  deliver = to
  for (const message of waiting.splice(0)) to(message)
  return () => {
    deliver = null
  }
}

/** Where toasts appear; once per page, loaded with the first of them. F6 goes there. */
export function Toasts({ label, close }: { label: string; close: string }) {
  const List = list.useReal()
  useEffect(() => {
    if (waiting.length > 0) list.begin()
  }, [])
  return List && <List label={label} close={close} />
}
