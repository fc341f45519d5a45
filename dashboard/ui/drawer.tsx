import type { ReactNode } from 'react'
import { whenOpened } from './on-demand'

export type DrawerProps = {
  title: string
  open: boolean
  onOpenChange: (open: boolean) => void
  /** `end` for what stands beside the work, `bottom` for choices on a phone. */
  side?: 'end' | 'bottom'
  /** Names the closing button. */
  close: string
  footer?: ReactNode
  children: ReactNode
}

/** A sheet that slides in from an edge and is swiped away; the focus stays inside and goes back where it was. */
export const Drawer = whenOpened<DrawerProps>(() => import('./drawer-panel').then((m) => m.DrawerPanel))
