import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Tick, type TickState } from './tick.tsx'

const EVERY: Record<TickState, true> = { queued: true, sent: true, failed: true, delivered: true, read: true, played: true, unknown: true }

test('every state has a shape of its own, whatever its colour', () => {
  const states = Object.keys(EVERY) as TickState[]
  const shapes = states.map((state) => / d="([^"]+)"/.exec(renderToStaticMarkup(createElement(Tick, { state, label: state })))?.[1])
  expect(new Set(shapes).size).toBe(states.length)
})
