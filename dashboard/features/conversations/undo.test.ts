import { expect, test } from 'vitest'
import { LastUndo } from './undo.ts'

test('what was taken back by its button is not taken back again by the key', () => {
  const done: string[] = []
  const last = new LastUndo()
  const undo = last.remember(() => done.push('reopened'))
  undo?.()
  last.run()
  expect(done).toEqual(['reopened'])
})

test('the key takes back the last one, once', () => {
  const done: string[] = []
  const last = new LastUndo()
  last.remember(() => done.push('first'))
  last.remember(() => done.push('second'))
  last.run()
  last.run()
  expect(done).toEqual(['second'])
})

test('what failed is not taken back, and what came after it still is', () => {
  const done: string[] = []
  const last = new LastUndo()
  const failed = last.remember(() => done.push('failed'))
  last.forget(failed)
  last.run()
  last.remember(() => done.push('later'))
  last.forget(failed)
  last.run()
  expect(done).toEqual(['later'])
})

test('after one that can’t be taken back, the one before it isn’t either', () => {
  const done: string[] = []
  const last = new LastUndo()
  last.remember(() => done.push('first'))
  last.remember(undefined)
  last.run()
  expect(done).toEqual([])
})
