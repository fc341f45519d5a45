import { expect, test } from 'vitest'
import { Sequence } from './sequence.ts'

test('the next change is accepted, an old or repeated one is not', () => {
  const sequence = new Sequence()
  sequence.restart('acme', 'e1', 10)
  expect(sequence.accept('acme', 14)).toBe(true)
  expect(sequence.accept('acme', 14)).toBe(false)
  expect(sequence.accept('acme', 12)).toBe(false)
  expect(sequence.accept('acme', 15)).toBe(true)
})

test('a change of a business that was never confirmed is not accepted', () => {
  expect(new Sequence().accept('acme', 1)).toBe(false)
})

test('a first subscription asks for a fresh load, a replay that continues does not', () => {
  const sequence = new Sequence()
  expect(sequence.confirm('acme', 'e1', 10)).toBe(true)
  sequence.accept('acme', 12)
  expect(sequence.confirm('acme', 'e1', 12)).toBe(false)
  expect(sequence.at('acme')).toEqual({ epoch: 'e1', seq: 12 })
})

test('a new epoch, and a replay that starts too late, ask for a fresh load', () => {
  const sequence = new Sequence()
  sequence.confirm('acme', 'e1', 10)
  expect(sequence.confirm('acme', 'e2', 3)).toBe(true)
  expect(sequence.at('acme')).toEqual({ epoch: 'e2', seq: 3 })
  expect(sequence.confirm('acme', 'e2', 8)).toBe(true)
})
