import type { ComponentProps, MouseEvent } from 'react'
import { classes } from './classes'

const LOOKS = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover shadow-1',
  secondary: 'bg-surface text-text border border-line-strong hover:bg-hover shadow-1',
  quiet: 'text-text-2 hover:bg-hover hover:text-text',
  danger: 'bg-danger-soft text-danger hover:brightness-97',
  /** For what only the team sees. */
  note: 'bg-note-strong text-note-text border border-note-line hover:brightness-97',
}

const SIZES = {
  small: 'h-7 px-2 gap-1.5 text-xs rounded-sm',
  medium: 'h-8 px-3 gap-2 text-sm rounded-md',
  large: 'h-10 px-4 gap-2 text-base rounded-md',
  icon: 'size-8 rounded-md',
}

export type ButtonProps = ComponentProps<'button'> & {
  look?: keyof typeof LOOKS
  size?: keyof typeof SIZES
  /** Shows that the action is under way; the button keeps its size and its focus. */
  busy?: boolean
  /** Can't be used now. Unlike a disabled button it keeps the keyboard, which is on it when its own work leaves nothing more to do. */
  off?: boolean
}

export function buttonClasses(look: keyof typeof LOOKS = 'secondary', size: keyof typeof SIZES = 'medium'): string {
  return classes(
    'relative inline-flex shrink-0 items-center justify-center font-medium whitespace-nowrap select-none transition-colors duration-100',
    'disabled:opacity-45 disabled:pointer-events-none aria-busy:opacity-70',
    LOOKS[look],
    SIZES[size],
  )
}

export function Button({ look, size, busy = false, off = false, className, children, onClick, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      onClick={busy || off ? refuse : onClick}
      aria-disabled={busy || off || undefined}
      aria-busy={busy || undefined}
      className={classes(buttonClasses(look, size), off && 'pointer-events-none opacity-45', className)}
    >
      {busy ? (
        <>
          <span className="contents text-transparent [&>*]:opacity-0">{children}</span>
          <span aria-hidden className="absolute size-4 animate-spin rounded-full border-2 border-current border-t-transparent" />
        </>
      ) : (
        children
      )}
    </button>
  )
}

/** Also keeps a form from being sent again, since Enter clicks its button. */
function refuse(event: MouseEvent): void {
  event.preventDefault()
}
