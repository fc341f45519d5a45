import { expect, test } from 'vitest'
import { windowLeft } from './window-chip.tsx'

const NOW = Date.parse('2026-11-22T12:00:00Z')

test('the window is green above four hours, amber below, red below one, and then closed', () => {
  expect(windowLeft('2026-11-22T11:00:00Z', NOW)).toEqual({ tone: 'ok', hours: 23, minutes: 0 })
  expect(windowLeft('2026-11-21T15:59:00Z', NOW)).toEqual({ tone: 'warn', hours: 3, minutes: 59 })
  expect(windowLeft('2026-11-21T12:30:00Z', NOW)).toEqual({ tone: 'danger', hours: 0, minutes: 30 })
  expect(windowLeft('2026-11-21T12:00:00Z', NOW)).toBe('closed')
  expect(windowLeft(null, NOW)).toBe('never')
})
