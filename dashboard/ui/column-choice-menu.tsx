import { ColumnButton, type ColumnChoiceProps } from './column-choice'
import { Menu, MenuCheck } from './menu'
import type { Arrival } from './on-demand'

/** The real menu behind column-choice.tsx. */
export function ColumnChoiceMenu({ label, columns, hidden, onChange, ...arrival }: ColumnChoiceProps & Arrival) {
  return (
    <Menu {...arrival} align="end" trigger={<ColumnButton label={label} />}>
      {columns.map(({ id, header, always }) => (
        <MenuCheck
          key={id}
          disabled={always}
          checked={always === true || !hidden.has(id)}
          onChange={(shown) => {
            const next = new Set(hidden)
            if (shown) next.delete(id)
            else next.add(id)
            onChange(next)
          }}
        >
          {header}
        </MenuCheck>
      ))}
    </Menu>
  )
}
