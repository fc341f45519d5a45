import { ListChecks, MousePointerClick, SquareCheckBig } from 'lucide-react'

const ICONS = { button: MousePointerClick, list: ListChecks, flow: SquareCheckBig }

type Props = {
  kind: keyof typeof ICONS
  /** Says what was done: chose, filled in. */
  label: string
  title?: string
  detail?: string
  /** What was filled in. */
  answers?: readonly { label: string; value: string }[]
}

/** What the customer chose or filled in. */
export function Chosen({ kind, label, title, detail, answers = [] }: Props) {
  const Icon = ICONS[kind]
  return (
    <>
      <span className="flex items-center gap-1.5 text-xs text-text-2">
        <Icon aria-hidden className="size-3.5 shrink-0" />
        {label}
      </span>
      {title && <span className="block font-medium">{title}</span>}
      {detail && <span className="block text-sm text-text-2">{detail}</span>}
      {answers.length > 0 && (
        <dl className="mt-0.5 grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 text-sm">
          {answers.map((answer) => (
            <div key={answer.label} className="contents">
              <dt className="text-text-2">{answer.label}</dt>
              <dd dir="auto">{answer.value}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  )
}
