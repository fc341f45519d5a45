import { Field as Base } from '@base-ui/react/field'
import type { ComponentProps, ReactNode } from 'react'
import { classes } from './classes'
import { inputClasses } from './input'

type Props = Omit<ComponentProps<typeof Base.Control>, 'className' | 'size'> & {
  label: string
  /** What is wrong with it; said by screen readers when it appears. */
  error?: string | null
  hint?: ReactNode
}

/** A labelled text input with its hint and its error. */
export function Field({ label, error, hint, ...input }: Props) {
  return (
    <Base.Root invalid={Boolean(error)} className="flex flex-col gap-1.5">
      <Base.Label className="text-sm font-medium text-text">{label}</Base.Label>
      <Base.Control {...input} className={classes(inputClasses, 'h-10 px-3 text-base')} />
      {hint && !error && <Base.Description className="text-xs text-text-3">{hint}</Base.Description>}
      {error && (
        <Base.Error match role="alert" className="text-xs text-danger">
          {error}
        </Base.Error>
      )}
    </Base.Root>
  )
}
