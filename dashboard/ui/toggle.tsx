import { Switch } from '@base-ui/react/switch'
import { useId } from 'react'

/** A switch with its label and what it does. */
export function Toggle({ label, text, on, onChange }: { label: string; text?: string; on: boolean; onChange: (on: boolean) => void }) {
  const id = useId()
  return (
    <div className="flex items-center justify-between gap-4">
      <div>
        <p id={id} className="font-medium">
          {label}
        </p>
        {text && (
          <p id={`${id}-text`} className="text-xs text-text-2">
            {text}
          </p>
        )}
      </div>
      <Switch.Root
        checked={on}
        onCheckedChange={(next) => onChange(next)}
        aria-labelledby={id}
        aria-describedby={text ? `${id}-text` : undefined}
        className="flex h-5 w-9 shrink-0 items-center rounded-full bg-text-3 p-0.5 transition-colors data-[checked]:bg-accent"
      >
        <Switch.Thumb className="size-4 rounded-full bg-surface shadow-1 transition-transform data-[checked]:translate-x-4 rtl:data-[checked]:-translate-x-4" />
      </Switch.Root>
    </div>
  )
}
