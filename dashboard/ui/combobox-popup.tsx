import { Combobox as Base } from '@base-ui/react/combobox'
import { Check, Search } from 'lucide-react'
import { classes } from './classes'
import { comboboxClasses, ComboboxText, type ComboboxChoice, type ComboboxProps } from './combobox'
import { useArrival, type Arrival } from './on-demand'
import { popupClasses } from './popup'

/** The real combobox behind combobox.tsx. */
export function ComboboxPopup({ label, value, choices, onChange, placeholder, words, active = false, disabled, className, opened, focused }: ComboboxProps<string> & Arrival) {
  const arrive = useArrival({ focused })
  const chosen = choices.find((choice) => choice.value === value) ?? null
  return (
    <Base.Root items={choices} value={chosen} defaultOpen={opened} disabled={disabled} onValueChange={(next: ComboboxChoice<string> | null) => onChange(next?.value ?? null)}>
      <Base.Trigger ref={arrive} aria-label={label} className={comboboxClasses(active, className)}>
        <ComboboxText text={chosen?.label ?? placeholder} />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className="z-40" sideOffset={4} align="start" collisionPadding={8}>
          <Base.Popup aria-label={label} className={classes(popupClasses, 'flex max-h-(--available-height) w-[max(var(--anchor-width),16rem)] max-w-(--available-width) flex-col')}>
            <div className="relative border-b border-line">
              <Search aria-hidden className="pointer-events-none absolute start-3 top-2.5 size-4 text-text-3" />
              <Base.Input placeholder={words.search} aria-label={words.search} className="focus-inset h-9 w-full rounded-t-lg bg-transparent ps-9 pe-3 text-sm placeholder:text-text-3" />
            </div>
            <Base.Empty>
              <p className="px-3 py-4 text-center text-sm text-text-2">{words.nothing}</p>
            </Base.Empty>
            <Base.List className="max-h-72 scroll-py-1 overflow-y-auto overscroll-contain p-1 empty:hidden">
              {(choice: ComboboxChoice<string>) => (
                <Base.Item key={choice.value} value={choice} className="flex min-h-8 items-center gap-2 rounded-sm px-2 py-1 text-sm outline-none data-[highlighted]:bg-hover">
                  <span className="inline-flex size-4 shrink-0 items-center">
                    <Base.ItemIndicator>
                      <Check aria-hidden className="size-4 text-accent-text" />
                    </Base.ItemIndicator>
                  </span>
                  <span dir="auto" className="min-w-0 flex-1 truncate-own">
                    {choice.label}
                  </span>
                  {choice.detail && <span className="shrink-0 text-xs text-text-3">{choice.detail}</span>}
                </Base.Item>
              )}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
