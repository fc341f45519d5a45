import { useRef, type KeyboardEvent, type PointerEvent } from 'react'
import { classes } from './classes'

type Props = {
  label: string
  /** Width of the pane that it belongs to, in pixels. */
  value: number
  min: number
  max: number
  /** What a double click goes back to. */
  usual: number
  /** Whether the pane stands before the separator, in reading direction. */
  before?: boolean
  /** Called while it is dragged. */
  onDrag: (px: number) => void
  /** Called when it is where somebody wants it. */
  onChange: (px: number) => void
  className?: string
}

const STEP_PX = 16

/** The edge between two panes: dragged, or moved by the arrow keys, Home and End. */
export function PaneSeparator({ label, value, min, max, usual, before = false, onDrag, onChange, className }: Props) {
  const from = useRef<{ x: number; value: number } | null>(null)
  const within = (px: number) => Math.round(Math.min(max, Math.max(min, px)))
  /** Which way the pane grows on the screen. */
  const sign = (element: Element) => ((getComputedStyle(element).direction === 'rtl') === before ? -1 : 1)
  const press = (event: KeyboardEvent) => {
    const right = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (right) onChange(within(value + right * sign(event.currentTarget) * STEP_PX))
    else if (event.key === 'Home') onChange(min)
    else if (event.key === 'End') onChange(max)
    else return
    event.preventDefault()
  }
  const down = (event: PointerEvent) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    from.current = { x: event.clientX, value }
  }
  const move = (event: PointerEvent, tell: (px: number) => void) => {
    if (from.current) tell(within(from.current.value + (event.clientX - from.current.x) * sign(event.currentTarget)))
  }
  const up = (event: PointerEvent) => {
    move(event, onChange)
    from.current = null
  }
  // What cancels it doesn't say where the pointer was.
  const cancel = () => {
    if (from.current) onChange(value)
    from.current = null
  }
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onKeyDown={press}
      onPointerDown={down}
      onPointerMove={(event) => move(event, onDrag)}
      onPointerUp={up}
      onPointerCancel={cancel}
      onDoubleClick={() => onChange(usual)}
      className={classes(
        'relative z-[3] -mx-1 w-2 shrink-0 cursor-col-resize touch-none outline-none after:absolute after:inset-y-0 after:start-[3px] after:w-0.5 after:transition-colors hover:after:bg-line-strong focus-visible:after:bg-focus active:after:bg-accent',
        className,
      )}
    />
  )
}
