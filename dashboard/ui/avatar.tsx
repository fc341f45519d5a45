import { classes } from './classes'

const SIZES = { small: 'size-6 text-2xs', medium: 'size-9 text-xs', large: 'size-11 text-sm' }

type Props = { initials: string; hue: number; size?: keyof typeof SIZES; /** For what isn't a person. */ square?: boolean }

/** Initials on a colour of their own. `hue` is 0 to 359. The name stands beside it, so it is hidden from screen readers. */
export function Avatar({ initials, hue, size = 'medium', square = false }: Props) {
  const step = Math.round(hue / 30) % 12
  return (
    <span aria-hidden className={classes('inline-flex shrink-0 items-center justify-center font-semibold select-none', square ? 'rounded-md' : 'rounded-full', SIZES[size], HUES[step])}>
      {initials}
    </span>
  )
}

// Twelve hues as classes, since a strict content security policy has no place for inline styles in exported pages.
const HUES = [
  'bg-[oklch(0.91_0.045_0)] text-[oklch(0.4_0.09_0)] dark:bg-[oklch(0.37_0.06_0)] dark:text-[oklch(0.91_0.05_0)]',
  'bg-[oklch(0.91_0.045_30)] text-[oklch(0.4_0.09_30)] dark:bg-[oklch(0.37_0.06_30)] dark:text-[oklch(0.91_0.05_30)]',
  'bg-[oklch(0.91_0.045_60)] text-[oklch(0.4_0.09_60)] dark:bg-[oklch(0.37_0.06_60)] dark:text-[oklch(0.91_0.05_60)]',
  'bg-[oklch(0.91_0.045_90)] text-[oklch(0.4_0.09_90)] dark:bg-[oklch(0.37_0.06_90)] dark:text-[oklch(0.91_0.05_90)]',
  'bg-[oklch(0.91_0.045_120)] text-[oklch(0.4_0.09_120)] dark:bg-[oklch(0.37_0.06_120)] dark:text-[oklch(0.91_0.05_120)]',
  'bg-[oklch(0.91_0.045_150)] text-[oklch(0.4_0.09_150)] dark:bg-[oklch(0.37_0.06_150)] dark:text-[oklch(0.91_0.05_150)]',
  'bg-[oklch(0.91_0.045_180)] text-[oklch(0.4_0.09_180)] dark:bg-[oklch(0.37_0.06_180)] dark:text-[oklch(0.91_0.05_180)]',
  'bg-[oklch(0.91_0.045_210)] text-[oklch(0.4_0.09_210)] dark:bg-[oklch(0.37_0.06_210)] dark:text-[oklch(0.91_0.05_210)]',
  'bg-[oklch(0.91_0.045_240)] text-[oklch(0.4_0.09_240)] dark:bg-[oklch(0.37_0.06_240)] dark:text-[oklch(0.91_0.05_240)]',
  'bg-[oklch(0.91_0.045_270)] text-[oklch(0.4_0.09_270)] dark:bg-[oklch(0.37_0.06_270)] dark:text-[oklch(0.91_0.05_270)]',
  'bg-[oklch(0.91_0.045_300)] text-[oklch(0.4_0.09_300)] dark:bg-[oklch(0.37_0.06_300)] dark:text-[oklch(0.91_0.05_300)]',
  'bg-[oklch(0.91_0.045_330)] text-[oklch(0.4_0.09_330)] dark:bg-[oklch(0.37_0.06_330)] dark:text-[oklch(0.91_0.05_330)]',
]
