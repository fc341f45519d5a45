import type { ReactNode } from 'react'
import { classes } from './classes'

const TONES = { calm: 'bg-hover text-text-3', warn: 'bg-warn-soft text-warn', danger: 'bg-danger-soft text-danger' }

type Props = { icon: ReactNode; title: string; children?: ReactNode; action?: ReactNode; tone?: keyof typeof TONES }

/** An empty, failed or offline place: what it is, and what to do. */
export function Notice({ icon, title, children, action, tone = 'calm' }: Props) {
  return (
    <div role={tone === 'danger' ? 'alert' : tone === 'warn' ? 'status' : undefined} className="flex flex-1 flex-col items-center justify-center gap-1 p-8 text-center">
      <span
        aria-hidden
        className={classes(
          'mb-2 inline-flex size-11 items-center justify-center rounded-xl [&_svg]:size-5.5',
          TONES[tone],
        )}
      >
        {icon}
      </span>
      <p className="text-base font-medium text-text">{title}</p>
      {children && <p className="max-w-sm text-sm text-balance text-text-2">{children}</p>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  )
}
