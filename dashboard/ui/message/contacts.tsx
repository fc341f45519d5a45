import { useDirection } from '@base-ui/react/direction-provider'
import { Avatar } from '../avatar'

type Card = { name: string; initials: string; hue: number; details: readonly string[] }

/** Contact cards that were sent, laid out as the page is, not as the names are written. */
export function Contacts({ cards }: { cards: readonly Card[] }) {
  const direction = useDirection()
  return (
    <span dir={direction} className="-mx-1.5 my-0.5 block w-64 max-w-[calc(100%+0.75rem)] divide-y divide-line rounded-lg bg-hover">
      {cards.map(({ name, initials, hue, details }) => (
        <span key={name} className="flex items-center gap-2.5 p-2">
          <Avatar initials={initials} hue={hue} />
          <span className="min-w-0 flex-1">
            <bdi className="block truncate-own text-sm font-medium">{name}</bdi>
            {details.map((detail) => (
              <bdi key={detail} className="block truncate-own text-xs text-text-2 tabular-nums">
                {detail}
              </bdi>
            ))}
          </span>
        </span>
      ))}
    </span>
  )
}
