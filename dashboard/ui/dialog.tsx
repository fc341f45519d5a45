import { Dialog as Base } from '@base-ui/react/dialog'
import type { ReactNode } from 'react'
import { classes } from './classes'

type Props = { title: string; hideTitle?: boolean; open: boolean; onOpenChange: (open: boolean) => void; className?: string; children: ReactNode }

/** A modal dialog; the focus stays inside and goes back where it was. */
export function Dialog({ title, hideTitle = false, open, onOpenChange, className, children }: Props) {
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-100 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0" />
        <Base.Popup
          className={classes(
            'fixed start-1/2 top-[12dvh] z-40 flex max-h-[76dvh] w-[min(36rem,calc(100vw-2rem))] -translate-x-1/2 flex-col overflow-hidden rtl:translate-x-1/2',
            'rounded-xl border border-line bg-raised text-text shadow-2 transition-[opacity,scale] duration-100 outline-none',
            'data-[ending-style]:opacity-0 data-[starting-style]:scale-98 data-[starting-style]:opacity-0',
            className,
          )}
        >
          <Base.Title className={hideTitle ? 'sr-only' : 'px-5 pt-4 pb-2 text-lg font-semibold'}>{title}</Base.Title>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
