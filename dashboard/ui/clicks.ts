import type { MouseEvent } from 'react'

/** Somebody wants a link in a tab or a window of its own: the browser's business. */
export function opensElsewhere(event: MouseEvent): boolean {
  return event.ctrlKey || event.metaKey || event.shiftKey || event.altKey
}
