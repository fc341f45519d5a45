import type { ReactNode } from 'react'

/** A part of a section, with its name above it. */
export function Part({ name, wide = false, children }: { name: string; wide?: boolean; children: ReactNode }) {
  return (
    <section aria-label={name} className={wide ? 'col-span-full flex min-w-0 flex-col gap-3' : 'flex min-w-0 flex-col gap-3'}>
      <h3 className="text-xs font-medium text-text-3" dir="ltr">
        {name}
      </h3>
      {children}
    </section>
  )
}

export const Row = ({ children }: { children: ReactNode }) => <div className="flex flex-wrap items-center gap-2">{children}</div>
