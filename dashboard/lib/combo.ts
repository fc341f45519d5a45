// Key combinations by physical key (`event.code`), so that they work on every layout.

/** `Alt+KeyJ`, `Mod+KeyK` (Ctrl, or Cmd on a Mac), `Shift+Slash`, `KeyJ`. */
export type Combo = string

type Pressed = Pick<KeyboardEvent, 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>

export function matches(combo: Combo, event: Pressed, mac: boolean): boolean {
  const parts = combo.split('+')
  const has = (name: string) => parts.includes(name)
  const mod = mac ? event.metaKey : event.ctrlKey
  const other = mac ? event.ctrlKey : event.metaKey
  return event.code === parts.at(-1) && event.altKey === has('Alt') && event.shiftKey === has('Shift') && mod === has('Mod') && !other
}

/** As people know the keys: `Ctrl+K`. */
export function comboLabel(combo: Combo, mac: boolean): string {
  return combo
    .split('+')
    .map((part) => {
      if (part === 'Mod') return mac ? '⌘' : 'Ctrl'
      if (part === 'Alt') return mac ? '⌥' : 'Alt'
      if (part === 'Slash') return '/'
      return part.replace(/^(Key|Digit|Arrow)/, '')
    })
    .join('+')
    .replace('Shift+/', '?')
}

/** Whether the event belongs to somebody who is writing. */
export function isWriting(event: KeyboardEvent): boolean {
  const target = event.target
  return (
    event.isComposing ||
    (target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)))
  )
}

const MODIFIERS = /^(Alt|Control|Meta|Shift)(Left|Right)$|^(CapsLock|Fn|Dead)$/

/** The combination that somebody presses; null while only modifiers are held. */
export function comboOf(event: Pressed, mac: boolean): Combo | null {
  if (event.code === '' || MODIFIERS.test(event.code)) return null
  const mod = mac ? event.metaKey : event.ctrlKey
  return [mod && 'Mod', event.altKey && 'Alt', event.shiftKey && 'Shift', event.code].filter(Boolean).join('+')
}

export const isMac = () => navigator.platform.startsWith('Mac')
