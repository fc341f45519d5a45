import { classes } from './classes'

/** A grey place where something will be; only for the first load. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={classes('block animate-skeleton rounded-sm bg-line', className)} />
}

/** A row of a list: a picture and two lines. */
export function RowSkeleton() {
  return (
    <div aria-hidden className="flex h-(--row) items-center gap-3 border-b border-line px-4 last:border-0">
      <Skeleton className="size-9 shrink-0 rounded-full!" />
      <div className="flex flex-1 flex-col gap-2">
        <Skeleton className="h-3 w-2/5" />
        <Skeleton className="h-3 w-4/5" />
      </div>
    </div>
  )
}

/** A message. */
export function BubbleSkeleton({ side }: { side: 'in' | 'out' }) {
  return <Skeleton className={classes('h-12 w-3/5 max-w-80 rounded-xl', side === 'in' ? 'me-auto rounded-es-sm' : 'ms-auto rounded-ee-sm')} />
}
