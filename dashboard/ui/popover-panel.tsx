import { Popover as Base } from '@base-ui/react/popover'
import { useEffect } from 'react'
import { classes } from './classes'
import { useArrival, type Arrival } from './on-demand'
import type { PopoverProps } from './popover'
import { popupClasses } from './popup'

/** The real panel behind popover.tsx. */
export function PopoverPanel({ trigger, label, open, onOpenChange, className, children, opened, focused }: PopoverProps & Arrival) {
  const arrive = useArrival({ focused })
  useEffect(() => {
    if (opened) onOpenChange?.(true)
    // Once, on arrival: whoever keeps the state learns of the click that came first.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [])
  return (
    <Base.Root open={open} defaultOpen={opened} onOpenChange={(next) => onOpenChange?.(next)}>
      <Base.Trigger ref={arrive} render={trigger} />
      <Base.Portal>
        <Base.Positioner className="z-40" sideOffset={6} align="start" collisionPadding={8}>
          <Base.Popup aria-label={label} className={classes(popupClasses, className)}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
