import type { ReactNode } from 'react'
import { classes } from '@/ui/classes'

/** A part of a section, with its name above it. */
export function Part({ name, wide = false, children }: { name: string; wide?: boolean; children: ReactNode }) {
  return (
    <section aria-label={name} className={classes('flex min-w-0 flex-col gap-3 rounded-xl border border-line bg-surface p-4', wide && 'col-span-full')}>
      <h3 className="text-xs font-medium text-text-3" dir="ltr">
        {name}
      </h3>
      {children}
    </section>
  )
}

export const Row = ({ children }: { children: ReactNode }) => <div className="flex flex-wrap items-center gap-2">{children}</div>
