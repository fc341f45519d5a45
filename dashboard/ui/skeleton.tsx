import { classes } from './classes'

/** A grey place where something will be; only for the first load. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={classes('block animate-skeleton rounded-sm bg-line', className)} />
}
