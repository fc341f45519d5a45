import type { ReactNode } from 'react'
import { Avatar } from './avatar'
import { classes } from './classes'

type Props = {
  name: string
  initials: string
  hue: number
  /** The number, or what else tells one from another. */
  detail?: ReactNode
  /** Short words: labels, state. */
  marks?: ReactNode
  facts?: readonly { label: string; value: ReactNode }[]
  actions?: ReactNode
  /** Without a frame of its own: it fills what it stands in. */
  plain?: boolean
}

/** Who somebody is. */
export function ContactCard({ name, initials, hue, detail, marks, facts = [], actions, plain = false }: Props) {
  return (
    <article className={classes('flex flex-col gap-3', !plain && 'rounded-xl border border-line bg-surface p-4')}>
      <div className="flex items-center gap-3">
        <Avatar initials={initials} hue={hue} size="large" />
        <div className="min-w-0 flex-1">
          <p dir="auto" className="truncate-own text-base font-semibold">
            {name}
          </p>
          {detail && (
            <p className="truncate text-xs text-text-2 tabular-nums">
              <bdi>{detail}</bdi>
            </p>
          )}
        </div>
      </div>
      {marks && <div className="flex flex-wrap gap-1.5">{marks}</div>}
      {facts.length > 0 && (
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-sm">
          {facts.map(({ label, value }) => (
            <div key={label} className="contents">
              <dt className="text-text-3">{label}</dt>
              <dd className="min-w-0 text-end wrap-anywhere">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </article>
  )
}
