import { expect, test } from 'vitest'
import { comboLabel, comboOf, isBare, matches, presses, types } from './combo.ts'

const press = (code: string, held: Partial<KeyboardEvent> = {}) => ({ code, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...held })

test('a combination matches exactly the keys it names', () => {
  expect(matches('Alt+KeyJ', press('KeyJ', { altKey: true }), false)).toBe(true)
  expect(matches('Alt+KeyJ', press('KeyJ', { altKey: true, ctrlKey: true }), false)).toBe(false)
  expect(matches('KeyJ', press('KeyJ', { altKey: true }), false)).toBe(false)
})

test('Mod is Ctrl, and Cmd on a Mac', () => {
  expect(matches('Mod+KeyK', press('KeyK', { ctrlKey: true }), false)).toBe(true)
  expect(matches('Mod+KeyK', press('KeyK', { metaKey: true }), true)).toBe(true)
  expect(matches('Mod+KeyK', press('KeyK', { ctrlKey: true }), true)).toBe(false)
})

test('labels are those on the keys', () => {
  expect(comboLabel('Mod+KeyK', false)).toBe('Ctrl+K')
  expect(comboLabel('Alt+KeyJ', true)).toBe('⌥+J')
  expect(comboLabel('Shift+Slash', false)).toBe('?')
})

test('what is pressed is read as the combination it would match, once more than a modifier is held', () => {
  expect(comboOf(press('AltLeft', { altKey: true }), false)).toBe(null)
  expect(comboOf(press('KeyE', { altKey: true, ctrlKey: true }), false)).toBe('Mod+Alt+KeyE')
  expect(comboOf(press('KeyE', { metaKey: true }), true)).toBe('Mod+KeyE')
  expect(comboOf(press('Slash', { shiftKey: true }), false)).toBe('Shift+Slash')
})

test('Mod and Alt make a combination that is no character; on a Mac, Option alone types', () => {
  expect(['KeyE', 'Shift+KeyE', 'Escape'].map(isBare)).toEqual([true, true, true])
  expect(['Alt+KeyE', 'Mod+KeyE', 'Mod+Alt+Shift+KeyE'].map(isBare)).toEqual([false, false, false])
  const typing = (mac: boolean) => ['KeyE', 'Alt+KeyE', 'Alt+Shift+KeyE', 'Mod+KeyE', 'Mod+Alt+KeyE'].filter((combo) => types(combo, mac))
  expect(typing(false)).toEqual(['KeyE'])
  expect(typing(true)).toEqual(['KeyE', 'Alt+KeyE', 'Alt+Shift+KeyE'])
})

test('Enter and Space press what has the keyboard, unless a modifier is held', () => {
  expect(['Enter', 'NumpadEnter', 'Space', 'Shift+Enter', 'Mod+Enter', 'KeyE'].map(presses)).toEqual([true, true, true, true, false, false])
})
