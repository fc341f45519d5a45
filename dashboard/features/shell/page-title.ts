'use client'

import { useWaiting } from '@/features/conversations/waiting'
import { useWindowTitle } from './window-title'

/** Names a page that needs a session in the title of the window, and how many conversations wait. */
export function usePageTitle(title: string): void {
  const { count, atLeast } = useWaiting()
  useWindowTitle(title, count ? `${count}${atLeast ? '+' : ''}` : '')
}
