import { classes } from '@/ui/classes'
import { Skeleton } from '@/ui/skeleton'

const WIDTHS = ['w-56', 'w-72', 'w-40', 'w-64', 'w-48']

export function ThreadSkeleton() {
  return (
    <div aria-hidden className="flex flex-1 flex-col justify-end gap-3 p-4">
      {WIDTHS.map((width, index) => (
        <Skeleton key={width} className={classes('h-11 rounded-xl', width, index % 2 ? 'ms-auto' : 'me-auto')} />
      ))}
    </div>
  )
}
