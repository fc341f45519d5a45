/** Reactions to a message. `label` says who sent which. */
export function Reactions({ reactions }: { reactions: readonly { emoji: string; count: number; label: string }[] }) {
  return (
    <ul className="flex gap-1">
      {reactions.map(({ emoji, count, label }) => (
        <li key={emoji} title={label} className="inline-flex h-6 items-center gap-1 rounded-full border border-line bg-raised px-1.5 text-sm shadow-1">
          <span aria-hidden>{emoji}</span>
          {count > 1 && (
            <span aria-hidden className="text-2xs text-text-2 tabular-nums">
              {count}
            </span>
          )}
          <span className="sr-only">{label}</span>
        </li>
      ))}
    </ul>
  )
}
