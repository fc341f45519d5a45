import { classes } from '../classes'

type Props = { author: string; text: string; /** Ours, or the customer's. */ side: 'in' | 'out'; /** Goes to the message, when it is known. */ go?: { label: string; run: () => void } }

/** What a message answers. */
export function Quote({ author, text, side, go }: Props) {
  const look = classes(
    '-mx-1.5 mt-0.5 mb-1 block max-w-[calc(100%+0.75rem)] min-w-32 rounded-md border-s-3 bg-hover px-2 py-1 text-start text-xs',
    side === 'in' ? 'border-info' : 'border-accent',
  )
  const said = (
    <>
      <bdi className={classes('block truncate-own font-semibold', side === 'in' ? 'text-info' : 'text-accent-text')}>{author}</bdi>
      <span dir="auto" className="line-clamp-2 text-text-2">
        {text}
      </span>
    </>
  )
  return go ? (
    <button type="button" title={go.label} onClick={go.run} className={classes(look, 'w-full')}>
      {said}
    </button>
  ) : (
    <div className={look}>{said}</div>
  )
}
