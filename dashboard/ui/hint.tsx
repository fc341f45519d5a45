import type { ReactNode } from 'react'
import { classes } from './classes'
import { Keys } from './keys'

const PLACES = {
  below: 'top-full start-1/2 mt-1.5 -translate-x-1/2 rtl:translate-x-1/2',
  'below-end': 'top-full end-0 mt-1.5',
  /** Of a bar at the side, which on a phone is at the foot and has no room for it. */
  beside: 'start-full top-1/2 ms-2 -translate-y-1/2 max-md:hidden',
}

type Props = { text: ReactNode; keys?: string; place?: keyof typeof PLACES; className?: string; children: ReactNode }

/**
 * Says more about what it surrounds, while the pointer rests on it or the keyboard is there. Made of CSS alone, because a
 * positioning library for it would be a sixth of the first page. What it says must also be reachable without it.
 */
export function Hint({ text, keys, place = 'below', className, children }: Props) {
  return (
    <span className={classes('group/hint relative inline-flex', className)}>
      {children}
      <span
        aria-hidden
        className={classes(
          'pointer-events-none invisible absolute z-50 flex w-max items-center gap-2 rounded-md bg-text px-2 py-1 text-xs font-normal text-surface opacity-0 shadow-2',
          'transition-[opacity,visibility] duration-100 group-has-[:focus-visible]/hint:visible group-has-[:focus-visible]/hint:opacity-100',
          '[@media(hover:hover)]:group-hover/hint:visible [@media(hover:hover)]:group-hover/hint:opacity-100 [@media(hover:hover)]:group-hover/hint:delay-500',
          'group-has-[[data-popup-open]]/hint:hidden',
          PLACES[place],
        )}
      >
        {text}
        {keys && <Keys keys={keys} inverted />}
      </span>
    </span>
  )
}
