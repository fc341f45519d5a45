import { Select as Base } from '@base-ui/react/select'
import { Check, ChevronDown } from 'lucide-react'
import { classes } from './classes'
import { useArrival, type Arrival } from './on-demand'
import { popupClasses } from './popup'
import { selectClasses, type SelectProps } from './select'

/** The real select behind select.tsx. */
export function SelectPopup({ label, value, choices, onChange, active = false, className, opened, focused }: SelectProps<string> & Arrival) {
  const arrive = useArrival({ focused })
  return (
    <Base.Root items={choices} value={value} defaultOpen={opened} onValueChange={(next) => next !== null && onChange(next)}>
      <Base.Trigger ref={arrive} aria-label={label} className={selectClasses(active, className)}>
        <Base.Value className="truncate" />
        <Base.Icon>
          <ChevronDown aria-hidden className="size-3.5 opacity-70" />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className="z-40" sideOffset={4} alignItemWithTrigger={false}>
          <Base.Popup className={classes(popupClasses, 'min-w-(--anchor-width)')}>
            <Base.List className="max-h-(--available-height) overflow-y-auto p-1">
              {choices.map((choice) => (
                <Base.Item
                  key={choice.value}
                  value={choice.value}
                  className="flex h-8 items-center gap-2 rounded-sm ps-2 pe-3 text-sm outline-none data-[highlighted]:bg-hover"
                >
                  <span className="inline-flex size-4 items-center">
                    <Base.ItemIndicator>
                      <Check aria-hidden className="size-4 text-accent-text" />
                    </Base.ItemIndicator>
                  </span>
                  <Base.ItemText>{choice.label}</Base.ItemText>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
