import type { ReactNode } from 'react'
import { classes } from './classes'

const TONES = {
  neutral: 'bg-hover text-text-2',
  accent: 'bg-accent-soft text-accent-text',
  info: 'bg-info-soft text-info',
  ok: 'bg-ok-soft text-ok',
  warn: 'bg-warn-soft text-warn',
  danger: 'bg-danger-soft text-danger',
}
export type Tone = keyof typeof TONES

/** A short word in a pill. */
export function Badge({ tone = 'neutral', children, title }: { tone?: Tone; children: ReactNode; title?: string }) {
  return (
    <span title={title} className={classes('inline-flex h-5 items-center gap-1 rounded-sm border border-edge px-1.5 align-middle text-2xs leading-none font-medium whitespace-nowrap', TONES[tone])}>
      {children}
    </span>
  )
}

const COUNT_MAX = 99

/** How many wait. The label says what is counted. `atLeast` when it may be more. */
export function Count({ value, atLeast = false, label }: { value: number; atLeast?: boolean; label: string }) {
  return (
    <span className="inline-flex h-4.5 min-w-4.5 shrink-0 items-center justify-center rounded-full bg-accent px-1 text-2xs font-semibold text-on-accent tabular-nums">
      <span aria-hidden dir="ltr">
        {Math.min(value, COUNT_MAX)}
        {(atLeast || value > COUNT_MAX) && '+'}
      </span>
      <span className="sr-only">{label}</span>
    </span>
  )
}
