import { ChevronDown, Copy, ExternalLink, List, Phone, Reply, SquarePen } from 'lucide-react'
import type { ReactNode } from 'react'
import { classes } from '../classes'

const ICONS = { reply: Reply, list: List, link: ExternalLink, phone: Phone, copy: Copy, flow: SquarePen }
/** Those that point somewhere point the other way where the text runs the other way. */
const POINTING: readonly string[] = ['reply', 'list', 'link']

type Choice = {
  /** What the customer's phone does with it. */
  kind: keyof typeof ICONS
  label: string
  /** Where a link leads, or which number is called. */
  target?: string
  /** What a list offers. */
  sections?: readonly { title?: string; rows: readonly { title: string; detail?: string }[] }[]
}

type Props = { header?: ReactNode; children: ReactNode; footer?: string; choices: readonly Choice[] }

/** A message with something to choose: buttons, a list, a link, a form, or a template. Shown as the customer has it; it can't be pressed here. */
export function Choices({ header, children, footer, choices }: Props) {
  return (
    <>
      {header && <span className="mb-0.5 block font-semibold">{header}</span>}
      {children}
      {footer && <span className="mt-1 block text-xs text-text-2">{footer}</span>}
      {choices.length > 0 && (
        <span className="-mx-3 mt-2 mb-1 flex flex-col border-t border-line-strong/60">
          {choices.map((choice) => (choice.sections ? <ListChoice key={choice.label} choice={choice} sections={choice.sections} /> : <OneChoice key={choice.label} choice={choice} />))}
        </span>
      )}
    </>
  )
}

const line = 'flex min-h-8 items-center justify-center gap-1.5 border-b border-line-strong/60 px-3 text-sm font-medium text-accent-text'

function OneChoice({ choice: { kind, label, target } }: { choice: Choice }) {
  const Icon = ICONS[kind]
  return (
    <span className={line} title={target}>
      <Icon aria-hidden className={classes('size-3.5 shrink-0', POINTING.includes(kind) && 'rtl:-scale-x-100')} />
      {label}
    </span>
  )
}

function ListChoice({ choice, sections }: { choice: Choice; sections: NonNullable<Choice['sections']> }) {
  return (
    <details className="group border-b border-line-strong/60">
      <summary className="focus-inset flex min-h-8 cursor-pointer list-none items-center justify-center gap-1.5 px-3 text-sm font-medium text-accent-text">
        <List aria-hidden className="size-3.5 shrink-0 rtl:-scale-x-100" />
        {choice.label}
        <ChevronDown aria-hidden className="size-3.5 transition-transform group-open:rotate-180" />
      </summary>
      <div className="px-3 pb-2">
        {sections.map(({ title, rows }) => (
          <div key={title ?? ''}>
            {title && <p className="pt-1.5 text-2xs font-semibold text-text-2">{title}</p>}
            <ul>
              {rows.map((row) => (
                <li key={row.title} className="py-0.5 text-sm">
                  {row.title}
                  {row.detail && <span className="block text-xs text-text-2">{row.detail}</span>}
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </details>
  )
}
