import { expect, test } from 'vitest'
import { comboLabel, comboOf, matches } from './combo.ts'

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
