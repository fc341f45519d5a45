import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'
import { Count } from './badge'

type Tab<V extends string> = { value: V; label: string; /** How many wait there, with the words for it. */ count?: { value: number; label: string }; disabled?: boolean; panel: ReactNode }

type Props<V extends string> = { label: string; value: V; onChange: (value: V) => void; tabs: readonly Tab<V>[] }

/** One of several panels. The arrow keys go through the tabs, and what is gone to is shown. */
export function Tabs<V extends string>({ label, value, onChange, tabs }: Props<V>) {
  return (
    <Base.Root value={value} onValueChange={(next: V) => onChange(next)} className="flex min-h-0 flex-col">
      <Base.List activateOnFocus aria-label={label} className="flex shrink-0 gap-1 overflow-x-auto border-b border-line">
        {tabs.map((tab) => (
          <Base.Tab
            key={tab.value}
            value={tab.value}
            disabled={tab.disabled}
            className="focus-inset -mb-px inline-flex h-9 shrink-0 items-center gap-1.5 rounded-t-md border-b-2 border-transparent px-3 text-sm font-medium text-text-2 transition-colors hover:text-text data-[active]:border-accent data-[active]:text-text data-[disabled]:pointer-events-none data-[disabled]:opacity-45"
          >
            {tab.label}
            {tab.count && tab.count.value > 0 && <Count value={tab.count.value} label={tab.count.label} />}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel key={tab.value} value={tab.value} className="min-h-0 flex-1 rounded-b-md py-3">
          {tab.panel}
        </Base.Panel>
      ))}
    </Base.Root>
  )
}
