import { classes } from './classes'

/** Shows a shortcut, such as `Ctrl+K`. */
export function Keys({ keys, inverted = false }: { keys: string; inverted?: boolean }) {
  return (
    <span className="inline-flex gap-0.5" dir="ltr">
      {keys.split('+').map((key) => (
        <kbd
          key={key}
          className={classes(
            'min-w-4.5 rounded-[4px] px-1 text-center font-sans text-2xs leading-4.5',
            inverted ? 'border border-surface/40 bg-surface/10 text-surface' : 'border border-line bg-sunken text-text-2',
          )}
        >
          {key}
        </kbd>
      ))}
    </span>
  )
}
