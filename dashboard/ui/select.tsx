import { ChevronDown } from 'lucide-react'
import { classes } from './classes'
import { onDemand, type Placeholder } from './on-demand'

type Choice<V extends string> = { value: V; label: string }

export type SelectProps<V extends string> = {
  label: string
  value: V
  choices: readonly Choice<V>[]
  onChange: (value: V) => void
  /** Drawn as set: a filter that is in force. */
  active?: boolean
  className?: string
}

export function selectClasses(active: boolean, className?: string): string {
  return classes(
    'inline-flex h-8 items-center justify-between gap-1.5 rounded-md border px-2.5 text-sm shadow-1 transition-colors',
    active ? 'border-accent/50 bg-accent-soft text-accent-text' : 'border-line-strong bg-surface text-text-2 hover:bg-hover hover:text-text',
    className,
  )
}

const AnySelect = onDemand<SelectProps<string>>(() => import('./select-popup').then((m) => m.SelectPopup), SelectStand)

/** A choice of one, with its label as accessible name. */
export function Select<V extends string>(props: SelectProps<V>) {
  // The choices are all of type V, so that what is chosen is one too.
  return <AnySelect {...(props as unknown as SelectProps<string>)} />
}

function SelectStand({ label, value, choices, active = false, className, onChange: _, ...stand }: SelectProps<string> & Placeholder) {
  return (
    <button type="button" role="combobox" aria-label={label} aria-haspopup="listbox" aria-expanded={false} {...stand} className={selectClasses(active, className)}>
      <span className="truncate">{choices.find((choice) => choice.value === value)?.label}</span>
      <ChevronDown aria-hidden className="size-3.5 opacity-70" />
    </button>
  )
}
