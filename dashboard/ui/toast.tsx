import { lazy, Suspense, useEffect, useState } from 'react'

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
let wake: (() => void) | null = null

/** Says in passing that something happened; a failure stays until it is closed. */
export function notify(message: ToastMessage): void {
  if (deliver) return deliver(message)
  waiting.push(message)
  wake?.()
}

/** Hands over what waits and all that comes; answers how to stop. */
export function receive(to: (message: ToastMessage) => void): () => void {
  deliver = to
  for (const message of waiting.splice(0)) to(message)
  return () => {
    deliver = null
  }
}

const ToastList = lazy(() => import('./toast-list').then((m) => ({ default: m.ToastList })))

/** Where toasts appear; once per page, loaded with the first of them. F6 goes there. */
export function Toasts({ label, close }: { label: string; close: string }) {
  const [wanted, setWanted] = useState(false)
  useEffect(() => {
    wake = () => setWanted(true)
    if (waiting.length > 0) wake()
    return () => {
      wake = null
    }
  }, [])
  return wanted ? (
    <Suspense fallback={null}>
      <ToastList label={label} close={close} />
    </Suspense>
  ) : null
}
