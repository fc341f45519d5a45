import { expect, test } from 'vitest'
import { boundKeys, KEYS, means, repeats } from './keys.ts'

test('keys come as they are, can be changed, and can be off', () => {
  expect(boundKeys('next', { keys: {}, singleKeys: true })).toEqual({ keys: 'Alt+KeyJ', single: 'KeyJ' })
  expect(boundKeys('next', { keys: { next: { keys: 'Alt+ArrowDown', single: null } }, singleKeys: true })).toEqual({ keys: 'Alt+ArrowDown' })
  expect(boundKeys('next', { keys: {}, singleKeys: false })).toEqual({ keys: 'Alt+KeyJ' })
  expect(boundKeys('business-acme', { keys: {}, singleKeys: true })).toEqual({})
})

test('no two commands come with the same keys', () => {
  const all = Object.values(KEYS).flatMap((row) => ['keys' in row ? row.keys : [], 'single' in row ? row.single : []].flat())
  expect(new Set(all).size).toBe(all.length)
})

const press = (code: string, held: Partial<KeyboardEvent> = {}) => ({ code, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...held })
const idle = { mac: false, writing: false, floating: false }
const usual = { keys: {}, singleKeys: true }

test('a key without a modifier works while nobody writes and nothing floats', () => {
  const e = (where: Partial<typeof idle>) => means('resolve', press('KeyE'), { ...idle, ...where }, usual)
  expect([e({}), e({ writing: true }), e({ floating: true })]).toEqual([true, false, false])
  const altE = (where: Partial<typeof idle>) => means('resolve', press('KeyE', { altKey: true }), { ...idle, ...where }, usual)
  expect([altE({}), altE({ writing: true }), altE({ floating: true })]).toEqual([true, true, true])
})

test('a bare key in the place of a combination types while somebody writes, and is off with the single keys', () => {
  const kept = { keys: { messages: { keys: 'KeyT' } }, singleKeys: true }
  const t = (writing: boolean, singleKeys: boolean) => means('messages', press('KeyT'), { ...idle, writing }, { ...kept, singleKeys })
  expect([t(false, true), t(true, true), t(false, false)]).toEqual([true, false, false])
})

test('a combination in the place of a single key stays when single keys are off', () => {
  const kept = { keys: { search: { single: 'Alt+Slash' } }, singleKeys: false }
  expect(means('search', press('Slash', { altKey: true }), { ...idle, writing: true }, kept)).toBe(true)
})

test('on a Mac Option types while somebody writes, and Cmd doesn’t', () => {
  const writing = { ...idle, mac: true, writing: true }
  expect(means('inbox', press('KeyC', { altKey: true }), writing, usual)).toBe(false)
  expect(means('inbox', press('KeyC', { altKey: true }), { ...writing, writing: false }, usual)).toBe(true)
  expect(means('resolve-next', press('KeyE', { altKey: true, metaKey: true }), writing, usual)).toBe(true)
})

test('held keys walk on, and toggle nothing', () => {
  expect(Object.keys(KEYS).filter(repeats)).toEqual(['next', 'previous'])
  expect(repeats('theme-dark')).toBe(false)
})
