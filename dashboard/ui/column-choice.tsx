import { Columns3 } from 'lucide-react'
import type { ComponentProps } from 'react'
import { IconButton } from './icon-button'
import { onDemand } from './on-demand'

export type ColumnChoiceProps = {
  label: string
  columns: readonly { id: string; header: string; always?: boolean }[]
  hidden: ReadonlySet<string>
  onChange: (hidden: ReadonlySet<string>) => void
}

/** Which columns of a table are shown. */
export const ColumnChoice = onDemand<ColumnChoiceProps>(
  () => import('./column-choice-menu').then((m) => m.ColumnChoiceMenu),
  ({ label, columns: _, hidden: __, onChange: ___, ...stand }) => <ColumnButton label={label} aria-haspopup="menu" aria-expanded={false} {...stand} />,
)

export function ColumnButton(props: Omit<ComponentProps<typeof IconButton>, 'children'>) {
  return (
    <IconButton {...props} hint="below-end">
      <Columns3 />
    </IconButton>
  )
}
