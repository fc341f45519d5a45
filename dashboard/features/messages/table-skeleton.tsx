import { Skeleton } from '@/ui/skeleton'

export function TableSkeleton() {
  return (
    <div aria-hidden className="flex flex-1 flex-col overflow-hidden">
      {Array.from({ length: 14 }, (_, index) => (
        <div key={index} className="flex h-11 shrink-0 items-center gap-6 border-b border-line px-4">
          <Skeleton className="h-3 w-24" />
          <Skeleton className="h-3 w-32" />
          <Skeleton className="h-3 flex-1" />
          <Skeleton className="h-3 w-16" />
        </div>
      ))}
    </div>
  )
}
