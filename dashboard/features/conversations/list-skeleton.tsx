import { RowSkeleton } from '@/ui/skeleton'

const ROWS = 9

/** The list while it loads for the first time. */
export function ListSkeleton() {
  return Array.from({ length: ROWS }, (_, index) => <RowSkeleton key={index} />)
}
