import { cloneElement, type HTMLAttributes, type ReactElement, type ReactNode } from 'react'
import { onDemand, type Placeholder } from './on-demand'

export type PopoverProps = {
  trigger: ReactElement<HTMLAttributes<HTMLElement>>
  /** Names the panel. */
  label: string
  open?: boolean
  onOpenChange?: (open: boolean) => void
  className?: string
  children: ReactNode
}

/** A panel that opens at a button; Esc closes it and gives the focus back. */
export const Popover = onDemand<PopoverProps>(() => import('./popover-panel').then((m) => m.PopoverPanel), PopoverStand)

function PopoverStand({ trigger, onClick, onFocus, onBlur, onPointerEnter, onPointerDown, onKeyDown }: PopoverProps & Placeholder) {
  return cloneElement(trigger, { 'aria-haspopup': 'dialog', 'aria-expanded': false, onClick, onFocus, onBlur, onPointerEnter, onPointerDown, onKeyDown })
}
