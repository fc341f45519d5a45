import { useDirection } from '@base-ui/react/direction-provider'
import { Drawer as Base } from '@base-ui/react/drawer'
import { X } from 'lucide-react'
import { buttonClasses } from './button'
import { classes } from './classes'
import type { DrawerProps } from './drawer'

const SIDES = {
  end:
    'h-full w-[min(26rem,calc(100vw-3rem))] border-s [transform:translateX(var(--drawer-swipe-movement-x))] ' +
    'ltr:data-[ending-style]:[transform:translateX(100%)] ltr:data-[starting-style]:[transform:translateX(100%)] ' +
    'rtl:data-[ending-style]:[transform:translateX(-100%)] rtl:data-[starting-style]:[transform:translateX(-100%)]',
  bottom:
    'max-h-[82dvh] w-full max-w-xl rounded-t-xl border-x border-t pb-[env(safe-area-inset-bottom)] [transform:translateY(var(--drawer-swipe-movement-y))] ' +
    'data-[ending-style]:[transform:translateY(100%)] data-[starting-style]:[transform:translateY(100%)]',
}

/** The real drawer behind drawer.tsx. */
export function DrawerPanel({ title, open, onOpenChange, side = 'end', close, footer, children }: DrawerProps) {
  const away = useDirection() === 'rtl' ? 'left' : 'right'
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)} swipeDirection={side === 'bottom' ? 'down' : away}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-200 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0" />
        <Base.Viewport className={classes('fixed inset-0 z-40 flex', side === 'end' ? 'items-stretch justify-end' : 'items-end justify-center')}>
          <Base.Popup className={classes('flex flex-col border-line bg-raised text-text shadow-2 transition-transform duration-200 ease-out outline-none data-[swiping]:select-none', SIDES[side])}>
            {side === 'bottom' && <span aria-hidden className="mx-auto mt-2 h-1 w-10 shrink-0 rounded-full bg-line-strong" />}
            <header className="flex shrink-0 items-center justify-between gap-2 ps-5 pe-3 pt-3 pb-2">
              <Base.Title className="min-w-0 truncate text-lg font-semibold">{title}</Base.Title>
              <Base.Close aria-label={close} className={buttonClasses('quiet', 'icon')}>
                <X aria-hidden className="size-4.5" />
              </Base.Close>
            </header>
            <Base.Content className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-5 pb-5">{children}</Base.Content>
            {footer && <footer className="flex shrink-0 justify-end gap-2 border-t border-line px-5 py-3">{footer}</footer>}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  )
}
