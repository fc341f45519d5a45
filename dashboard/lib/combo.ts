// Key combinations by physical key (`event.code`), so that they work on every layout.

/** `Alt+KeyJ`, `Mod+KeyK` (Ctrl, or Cmd on a Mac), `Shift+Slash`, `KeyJ`. */
export type Combo = string

export type Pressed = Pick<KeyboardEvent, 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>

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

/** Without a modifier that keeps it from typing: WCAG 2.1.4 wants such keys to be switchable. */
export function isBare(combo: Combo): boolean {
  return !/(^|\+)(Mod|Alt)\+/.test(combo)
}

/** Whether somebody who is writing could type with it: Option makes ç and € on a Mac, where Alt makes nothing elsewhere. */
export function types(combo: Combo, mac: boolean): boolean {
  return isBare(combo) || (mac && !combo.startsWith('Mod+'))
}

/** Enter and Space press whatever has the keyboard, so without a modifier they are nobody else's. */
export function presses(combo: Combo): boolean {
  return /^(Shift\+)?(Enter|NumpadEnter|Space)$/.test(combo)
}

/** Whether the event belongs to somebody who is writing. */
export function isWriting({ target }: Pick<KeyboardEvent, 'target'>): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
}

const MODIFIERS = /^(Alt|Control|Meta|Shift)(Left|Right)$|^(CapsLock|Fn|Dead)$/

/** The combination that somebody presses; null while only modifiers are held. */
export function comboOf(event: Pressed, mac: boolean): Combo | null {
  if (event.code === '' || MODIFIERS.test(event.code)) return null
  const mod = mac ? event.metaKey : event.ctrlKey
  return [mod && 'Mod', event.altKey && 'Alt', event.shiftKey && 'Shift', event.code].filter(Boolean).join('+')
}

export const isMac = () => navigator.platform.startsWith('Mac')
