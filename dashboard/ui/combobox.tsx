import { ChevronDown } from 'lucide-react'
import { classes } from './classes'
import { onDemand, type Placeholder } from './on-demand'
import { selectClasses } from './select'

export type ComboboxChoice<V extends string> = { value: V; label: string; /** A second line: a number, a role. */ detail?: string }

export type ComboboxProps<V extends string> = {
  label: string
  value: V | null
  choices: readonly ComboboxChoice<V>[]
  onChange: (value: V | null) => void
  /** What is shown while nothing is chosen. */
  placeholder: string
  /** Of the field one types into, and what is said when nothing fits. */
  words: { search: string; nothing: string }
  active?: boolean
  disabled?: boolean
  className?: string
}

const AnyCombobox = onDemand<ComboboxProps<string>>(() => import('./combobox-popup').then((m) => m.ComboboxPopup), ComboboxStand)

/** A choice of one out of many: the list is searched by typing. */
export function Combobox<V extends string>(props: ComboboxProps<V>) {
  // The choices are all of type V, so that what is chosen is one too.
  return <AnyCombobox {...(props as unknown as ComboboxProps<string>)} />
}

function ComboboxStand({ label, value, choices, placeholder, active = false, disabled, className, onChange: _, words: __, ...stand }: ComboboxProps<string> & Placeholder) {
  return (
    <button type="button" role="combobox" aria-label={label} aria-haspopup="dialog" aria-expanded={false} disabled={disabled} {...stand} className={comboboxClasses(active, className)}>
      <ComboboxText text={choices.find((choice) => choice.value === value)?.label ?? placeholder} />
    </button>
  )
}

export function comboboxClasses(active: boolean, className?: string): string {
  return classes(selectClasses(active, className), 'disabled:pointer-events-none disabled:opacity-45')
}

/** What the closed combobox shows. */
export function ComboboxText({ text }: { text: string }) {
  return (
    <>
      <span dir="auto" className="min-w-0 truncate-own">
        {text}
      </span>
      <ChevronDown aria-hidden className="size-3.5 shrink-0 opacity-70" />
    </>
  )
}
