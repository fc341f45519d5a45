import type { ReactNode } from 'react'

/** What happened in a conversation without anybody writing: a new number, an assignment, a closing. */
export function SystemLine({ icon, children }: { icon?: ReactNode; children: ReactNode }) {
  return (
    <p className="mx-auto flex w-fit max-w-[82%] items-center gap-1.5 rounded-full bg-hover px-3 py-1 text-center text-xs text-balance text-text-2 [&_svg]:size-3.5 [&_svg]:shrink-0">
      {icon}
      <span dir="auto">{children}</span>
    </p>
  )
}
