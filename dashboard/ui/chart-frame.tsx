import { ChartLine, Table2 } from 'lucide-react'
import { useId, useState, type ReactNode } from 'react'
import { classes } from './classes'

type Props = {
  title: string
  /** What it says in one sentence. */
  text?: string
  words: { chart: string; table: string }
  /** The figures of the chart: the first column names the row. */
  columns: readonly string[]
  rows: readonly (readonly string[])[]
  actions?: ReactNode
  children: ReactNode
}

/** A chart with its figures behind it, for everyone who would rather read them. */
export function ChartFrame({ title, text, words, columns, rows, actions, children }: Props) {
  const id = useId()
  const [view, setView] = useState<'chart' | 'table'>('chart')
  return (
    <figure aria-labelledby={id} className="flex flex-col gap-3 rounded-xl border border-line bg-surface p-4">
      <figcaption className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <p id={id} className="text-sm font-semibold">
            {title}
          </p>
          {text && <p className="text-xs text-text-2">{text}</p>}
        </div>
        <div className="flex shrink-0 items-center gap-2">
          {actions}
          <div role="group" aria-labelledby={id} className="flex rounded-md border border-line-strong p-0.5">
            <ViewButton label={words.chart} on={view === 'chart'} onClick={() => setView('chart')}>
              <ChartLine aria-hidden className="size-4" />
            </ViewButton>
            <ViewButton label={words.table} on={view === 'table'} onClick={() => setView('table')}>
              <Table2 aria-hidden className="size-4" />
            </ViewButton>
          </div>
        </div>
      </figcaption>
      {view === 'chart' ? <div className="h-60 min-w-0">{children}</div> : <Figures label={title} columns={columns} rows={rows} />}
    </figure>
  )
}

function ViewButton({ label, on, onClick, children }: { label: string; on: boolean; onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-pressed={on}
      aria-label={label}
      title={label}
      onClick={onClick}
      className={classes('inline-flex size-7 items-center justify-center rounded-sm transition-colors', on ? 'bg-hover text-text' : 'text-text-3 hover:text-text')}
    >
      {children}
    </button>
  )
}

function Figures({ label, columns, rows }: { label: string; columns: readonly string[]; rows: readonly (readonly string[])[] }) {
  return (
    <div tabIndex={0} role="region" aria-label={label} className="h-60 overflow-auto rounded-sm">
      <table className="w-full border-separate border-spacing-0 text-sm">
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={column} scope="col" className={classes('sticky top-0 border-b border-line bg-surface px-2 py-1.5 text-xs font-medium text-text-2', index === 0 ? 'text-start' : 'text-end')}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([first, ...others]) => (
            <tr key={first}>
              <th scope="row" className="border-b border-line px-2 py-(--cell) text-start font-normal">
                {first}
              </th>
              {others.map((value, index) => (
                <td key={columns[index + 1]} className="border-b border-line px-2 py-(--cell) text-end tabular-nums">
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
