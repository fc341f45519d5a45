import { Menu as Base } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { classes } from './classes'
import { Keys } from './keys'
import { useArrival, type Arrival } from './on-demand'
import { popupClasses } from './popup'

type Props = { trigger: ReactElement; children: ReactNode; side?: 'top' | 'bottom' | 'inline-end'; align?: 'start' | 'end' } & Partial<Arrival>

export function Menu({ trigger, children, side = 'bottom', align = 'start', opened = false, focused = false }: Props) {
  const arrive = useArrival({ focused })
  return (
    <Base.Root defaultOpen={opened}>
      <Base.Trigger ref={arrive} render={trigger} />
      <Base.Portal>
        <Base.Positioner className="z-40" side={side} align={align} sideOffset={6} collisionPadding={8}>
          <Base.Popup className={classes(popupClasses, 'min-w-52 p-1')}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

const item = 'flex h-8 items-center gap-2 rounded-sm px-2 text-sm outline-none data-[highlighted]:bg-hover data-[disabled]:opacity-45 [&_svg]:size-4 [&_svg]:text-text-3'

export function MenuItem({ icon, keys, children, onClick }: { icon?: ReactNode; keys?: string; children: ReactNode; onClick: () => void }) {
  return (
    <Base.Item className={item} onClick={onClick}>
      {icon}
      <span className="flex-1">{children}</span>
      {keys && <Keys keys={keys} />}
    </Base.Item>
  )
}

export function MenuChoice<V extends string>({ label, value, choices, onChange }: { label: string; value: V; choices: readonly { value: V; label: string }[]; onChange: (value: V) => void }) {
  return (
    <Base.Group>
      <Base.GroupLabel className="px-2 pt-2 pb-1 text-2xs font-medium text-text-3">{label}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={(next: V) => onChange(next)}>
        {choices.map((choice) => (
          <Base.RadioItem key={choice.value} value={choice.value} closeOnClick={false} className={item}>
            <span className="inline-flex size-4 items-center">
              <Base.RadioItemIndicator>
                <Check aria-hidden />
              </Base.RadioItemIndicator>
            </span>
            {choice.label}
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  )
}

/** Can be ticked; the menu stays open for the next one. */
export function MenuCheck({ checked, disabled, onChange, children }: { checked: boolean; disabled?: boolean; onChange: (checked: boolean) => void; children: ReactNode }) {
  return (
    <Base.CheckboxItem checked={checked} disabled={disabled} onCheckedChange={(next) => onChange(next)} closeOnClick={false} className={item}>
      <span className="inline-flex size-4 items-center">
        <Base.CheckboxItemIndicator>
          <Check aria-hidden />
        </Base.CheckboxItemIndicator>
      </span>
      {children}
    </Base.CheckboxItem>
  )
}

export function MenuLine() {
  return <Base.Separator className="mx-1 my-1 h-px bg-line" />
}
