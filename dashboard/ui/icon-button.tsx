import type { ComponentProps, ReactNode } from 'react'
import { Button, type ButtonProps } from './button'
import { classes } from './classes'
import { Hint } from './hint'

type Props = Omit<ButtonProps, 'aria-label' | 'size' | 'children'> & {
  label: string
  keys?: string
  hint?: ComponentProps<typeof Hint>['place']
  children: ReactNode
  /** Of the surrounding box: where it is hidden, for example. */
  boxClassName?: string
}

/** A button that shows only an icon: its label is its name and its hint. */
export function IconButton({ label, keys, hint, children, look = 'quiet', className, boxClassName, ...rest }: Props) {
  return (
    <Hint text={label} keys={keys} place={hint} className={boxClassName}>
      <Button {...rest} look={look} size="icon" aria-label={label} className={classes('[&_svg]:size-4.5', className)}>
        {children}
      </Button>
    </Hint>
  )
}
