import { expect, test } from 'vitest'
import { Registry, type Command } from './registry.ts'

const saying = (said: string[], words: string, id = 'view'): Command => ({ id, group: 'go', label: 'Next view', run: () => said.push(words) })

test('a listed command does what it means by then, also when its label stayed the same', () => {
  const registry = new Registry()
  const said: string[] = []
  let commands = [saying(said, 'of the first conversation')]
  registry.add(() => commands)
  const [listed] = registry.all()
  commands = [saying(said, 'of the second conversation')]
  listed?.run()
  expect(said).toEqual(['of the second conversation'])
})

test('a page’s command goes before the shell’s, and nothing happens when both are gone', () => {
  const registry = new Registry()
  const said: string[] = []
  const leave = [registry.add(() => [saying(said, 'shell')]), registry.add(() => [saying(said, 'page')])]
  const listed = registry.all()[0]
  listed?.run()
  for (const off of leave) off()
  listed?.run()
  expect(said).toEqual(['page'])
  expect(registry.all()).toEqual([])
})

test('whoever lists commands learns that labels changed', () => {
  const registry = new Registry()
  let told = 0
  const stop = registry.subscribe(() => told++)
  registry.refresh()
  stop()
  registry.refresh()
  expect(told).toBe(1)
})
