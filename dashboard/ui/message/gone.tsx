import { Ban, CircleHelp } from 'lucide-react'

/** In place of a message that was taken back, or that is of a kind nobody can show. `text` says which, and what to do. */
export function Gone({ kind, text }: { kind: 'revoked' | 'unsupported'; text: string }) {
  const Icon = kind === 'revoked' ? Ban : CircleHelp
  return (
    <span className="flex items-start gap-1.5 text-text-2 italic">
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>{text}</span>
    </span>
  )
}
