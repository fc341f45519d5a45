import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { STATUSES } from '@/api/types'
import { Tick } from './tick.tsx'

test('every state has a shape of its own, whatever its colour', () => {
  const states = [...STATUSES, 'unknown' as const]
  const shapes = states.map((state) => / d="([^"]+)"/.exec(renderToStaticMarkup(createElement(Tick, { state, label: state })))?.[1])
  expect(new Set(shapes).size).toBe(states.length)
})
