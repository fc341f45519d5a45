import { BubbleSkeleton } from '@/ui/skeleton'

const SIDES = ['in', 'out', 'in', 'out', 'in'] as const

/** A thread while it loads for the first time. */
export function ThreadSkeleton() {
  return (
    <div aria-hidden className="mx-auto flex w-full max-w-4xl flex-1 flex-col justify-end gap-3 px-3 py-4 md:px-5">
      {SIDES.map((side, index) => (
        <BubbleSkeleton key={index} side={side} />
      ))}
    </div>
  )
}
