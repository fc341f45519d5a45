import { ArrowDown, ArrowUp, ArrowUpDown } from 'lucide-react'
import { useEffect, useImperativeHandle, useRef, type KeyboardEvent, type MouseEvent, type ReactNode, type Ref } from 'react'
import { classes } from './classes'
import { opensElsewhere } from './clicks'

export type Column<T> = {
  id: string
  header: string
  cell: (row: T) => ReactNode
  sortable?: boolean
  /** Numbers stand at the end. */
  end?: boolean
  /** Can't be hidden. */
  always?: boolean
  /** A class for the width. When columns have one, the others share the rest, and what is too long for its column is cut. */
  width?: string
  /** Its place in the card of a phone; without one it is a line of its own with its header. */
  card?: keyof typeof CARD
}

/** A card has a title and a line, each with something at its end. */
const CARD = {
  title: 'max-md:col-start-1 max-md:row-start-1',
  titleEnd: 'max-md:col-start-2 max-md:row-start-1 max-md:justify-self-end',
  line: 'max-md:col-start-1 max-md:row-start-2',
  lineEnd: 'max-md:col-start-2 max-md:row-start-2 max-md:justify-self-end',
}

export type Sort = { column: string; descending: boolean }

type Props<T> = {
  caption: string
  /** The first one opens the row. */
  columns: readonly Column<T>[]
  hidden?: ReadonlySet<string>
  rows: readonly T[]
  keyOf: (row: T) => string
  /** Names the opening of a row. */
  openLabel: (row: T) => string
  /** Makes the opener a link, so that it can be opened in a tab of its own. */
  hrefOf?: (row: T) => string
  onOpen: (row: T) => void
  /** The order is the server's work: pages are parts of it. */
  sort?: Sort | null
  onSort?: (sort: Sort) => void
  /** Old rows are shown while new ones are on their way. */
  busy?: boolean
  /** For keys of the page: puts the keyboard some rows further, on the first one when it wasn't in the table. */
  ref?: Ref<TableHandle>
}

export type TableHandle = { step: (by: number) => void }

const head = 'sticky top-0 z-[1] border-b border-line bg-surface text-xs font-medium text-text-2'
const cell = 'border-b border-line px-3 py-(--cell) align-middle first:ps-4 last:pe-4 max-md:min-w-0 max-md:border-0 max-md:p-0!'
/** A cell without a place of its own on a card. */
const cardRest =
  'max-md:col-span-2 max-md:flex max-md:items-baseline max-md:justify-between max-md:gap-4 ' +
  'max-md:not-first:before:shrink-0 max-md:not-first:before:text-xs max-md:not-first:before:text-text-3 max-md:not-first:before:content-[attr(data-header)]'

/**
 * Rows of something, with the keyboard on one row at a time: the arrows, Home and End go through them, Enter opens. On a phone
 * each row is a card. The roles are said once more because the display of a card takes them away.
 */
export function DataTable<T>({ caption, columns, hidden, rows, keyOf, sort = null, onSort, busy = false, ref, ...opening }: Props<T>) {
  const table = useRef<HTMLTableElement>(null)
  useImperativeHandle(ref, () => ({ step: (by) => stepRow(table.current, by) }), [])
  const scroller = useRef<HTMLDivElement>(null)
  const first = rows[0] && keyOf(rows[0])
  // Another page begins at its top. In braces: newer browsers answer a promise, which isn't a clean-up.
  useEffect(() => {
    scroller.current?.scrollTo(0, 0)
  }, [first])
  const shown = columns.filter(({ id, always }) => always || !hidden?.has(id))
  const press = (event: KeyboardEvent) => {
    const by = STEPS[event.key]
    if (by === undefined || event.altKey || event.ctrlKey || event.metaKey || !(event.target as HTMLElement).matches('[data-row]')) return
    event.preventDefault()
    stepRow(table.current, by)
  }
  return (
    <div ref={scroller} className={classes('min-h-0 flex-1 overflow-auto transition-opacity', busy && 'opacity-60')} aria-busy={busy}>
      <table ref={table} role="table" onKeyDown={press} className={classes('w-full border-separate border-spacing-0 text-sm max-md:block', shown.some(({ width }) => width) && 'table-fixed')}>
        <caption className="sr-only">{caption}</caption>
        <thead role="rowgroup" className="max-md:block">
          <tr role="row" className={onSort ? 'max-md:flex max-md:overflow-x-auto max-md:border-b max-md:border-line max-md:p-1' : 'max-md:sr-only'}>
            {shown.map((column) => (
              <Head key={column.id} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" className="max-md:block">
          {rows.map((row, index) => (
            <Row key={keyOf(row)} row={row} columns={shown} reachable={index === 0} {...opening} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }

/** Puts the keyboard `by` rows further; on the first one when it wasn't in the table. */
function stepRow(table: HTMLElement | null, by: number): void {
  const openers = [...(table?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
  const at = openers.findIndex((opener) => opener.closest('tr')?.contains(document.activeElement))
  openers[at === -1 ? 0 : Math.min(openers.length - 1, Math.max(0, at + by))]?.focus()
}

/** The row that the keyboard was on is the one that Tab comes back to. */
function makeReachable(opener: HTMLElement): void {
  for (const other of opener.closest('table')?.querySelectorAll<HTMLElement>('[data-row]') ?? []) other.tabIndex = other === opener ? 0 : -1
}

function Head<T>({ column, sort, onSort }: { column: Column<T>; sort: Sort | null; onSort?: (sort: Sort) => void }) {
  const sorted = sort?.column === column.id ? (sort.descending ? 'descending' : 'ascending') : undefined
  if (!column.sortable || !onSort) {
    return (
      <th scope="col" role="columnheader" className={classes(head, 'px-3 py-2 first:ps-4 last:pe-4', column.end ? 'text-end' : 'text-start', column.width, onSort && 'max-md:sr-only!')}>
        {column.header}
      </th>
    )
  }
  const Arrow = sorted === 'descending' ? ArrowDown : sorted ? ArrowUp : ArrowUpDown
  return (
    <th scope="col" role="columnheader" aria-sort={sorted} className={classes(head, 'px-1 py-1 first:ps-2 last:pe-2 max-md:border-0', column.end ? 'text-end' : 'text-start', column.width)}>
      <button
        type="button"
        onClick={() => onSort({ column: column.id, descending: sorted === 'ascending' })}
        className={classes('inline-flex h-7 items-center gap-1 rounded-sm px-2 whitespace-nowrap transition-colors hover:bg-hover hover:text-text', sorted && 'text-text')}
      >
        {column.header}
        <Arrow aria-hidden className={classes('size-3.5', !sorted && 'opacity-50')} />
      </button>
    </th>
  )
}

type RowProps<T> = Pick<Props<T>, 'openLabel' | 'hrefOf' | 'onOpen'> & { row: T; columns: readonly Column<T>[]; reachable: boolean }

function Row<T>({ row, columns, reachable, openLabel, hrefOf, onOpen }: RowProps<T>) {
  const open = (event: MouseEvent) => {
    if (opensElsewhere(event)) return
    event.preventDefault()
    onOpen(row)
  }
  /** What is laid over the opener, to say more when the pointer rests on it, hands its clicks down, with the keys that are held. */
  const openAround = (event: MouseEvent) => {
    if ((event.target as HTMLElement).closest('a, button')) return
    event.currentTarget.querySelector('[data-row]')?.dispatchEvent(new window.MouseEvent('click', event.nativeEvent))
  }
  const opener = {
    'data-row': true,
    'aria-label': openLabel(row),
    onClick: open,
    onFocus: (event: { currentTarget: HTMLElement }) => makeReachable(event.currentTarget),
    tabIndex: reachable ? 0 : -1,
    className: 'focus-inset absolute inset-0 z-0 rounded-sm',
  }
  return (
    <tr
      role="row"
      onClick={openAround}
      className="relative cursor-pointer transition-colors hover:bg-hover has-[[data-row]:focus-visible]:bg-selected md:last:[&>td]:border-b-0 max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:gap-x-3 max-md:gap-y-1 max-md:border-b max-md:border-line max-md:px-4 max-md:py-2.5"
    >
      {columns.map((column, index) => (
        <td
          key={column.id}
          role="cell"
          data-header={column.header}
          className={classes(cell, column.card ? CARD[column.card] : cardRest, column.end && 'text-end tabular-nums')}
        >
          {index === 0 && (hrefOf ? <a href={hrefOf(row)} {...opener} /> : <button type="button" {...opener} />)}
          {column.cell(row)}
        </td>
      ))}
    </tr>
  )
}
