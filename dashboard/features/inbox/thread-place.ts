'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { VirtualItem, Virtualizer } from '@tanstack/react-virtual'
import type { ThreadRow } from './thread-rows'

/** Where a thread was left: the row at the top of the screen, and what was measured until then. */
type Place = { row: VirtualItem['key']; into_px: number; measured: VirtualItem[] }

/** In the cache of queries, which forgets what nobody came back to for half an hour, and everything when somebody signs out. */
const placeKey = (conversation: string) => ['thread-place', conversation] as const

/** How the virtualizer begins where the thread was left; null when it was at its end, or never open. */
export function usePlace(conversation: string, rows: readonly ThreadRow[], before_px: number, row_px: number): { initialOffset: number; initialMeasurementsCache: VirtualItem[] } | null {
  const client = useQueryClient()
  const [begin] = useState(() => {
    const place = client.getQueryData<Place>(placeKey(conversation))
    const at = rows.findIndex(({ id }) => id === place?.row)
    if (!place || at === -1) return null
    // Rows come and go above it: days, the line of new messages, older pages.
    const sizes = new Map(place.measured.map(({ key, size }) => [key, size]))
    const above = rows.slice(0, at).reduce((sum, { id }) => sum + (sizes.get(id) ?? row_px), before_px)
    return { initialOffset: above + place.into_px, initialMeasurementsCache: place.measured }
  })
  return begin
}

/** Remembers where a thread is left. */
export function useLeftPlace(conversation: string, virtual: Virtualizer<HTMLDivElement, Element>, atEnd_px: number): void {
  const client = useQueryClient()
  useEffect(() => {
    return () => {
      const offset = virtual.scrollOffset ?? 0
      const top = virtual.getVirtualItemForOffset(offset)
      // The virtualizer has let go of its element by now, and would say that it is at its end.
      const left = virtual.getTotalSize() - (virtual.scrollRect?.height ?? 0) - offset
      const queryKey = placeKey(conversation)
      if (!top || left < atEnd_px) client.removeQueries({ queryKey, exact: true })
      else client.setQueryData<Place>(queryKey, { row: top.key, into_px: offset - top.start, measured: virtual.takeSnapshot() })
    }
  }, [client, virtual, conversation, atEnd_px])
}
