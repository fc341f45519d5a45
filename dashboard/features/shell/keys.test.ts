import { expect, test } from 'vitest'
import { boundKeys, KEYS } from './keys.ts'

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
