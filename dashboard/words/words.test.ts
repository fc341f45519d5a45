import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTranslator } from 'use-intl/core'
import { expect, test } from 'vitest'
import ar from './ar.json'
import de from './de.json'
import en from './en.json'

type Words = { [name: string]: string | Words }

function flat(words: Words, prefix = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [name, value] of Object.entries(words)) {
    if (typeof value === 'string') found.set(prefix + name, value)
    else for (const [inner, text] of flat(value, `${prefix}${name}.`)) found.set(inner, text)
  }
  return found
}

/** The names in braces and tags that a text is filled with. */
const holes = (text: string) => [...new Set([...text.matchAll(/\{(\w+)[,}]|<(\w+)>/g)].map((match) => match[1] ?? match[2]))].sort()

const english = flat(en)

test.each([
  ['de', de],
  ['ar', ar],
])('%s has every text of English, filled with the same values, and none besides', (_, words) => {
  const other = flat(words)
  expect([...other.keys()].sort()).toEqual([...english.keys()].sort())
  for (const [name, text] of other) expect([name, holes(text)]).toEqual([name, holes(english.get(name) ?? '')])
})

test.each([
  ['en', en],
  ['de', de],
  ['ar', ar],
])('every text of %s can be formatted, for every plural', (locale, words) => {
  const failures: string[] = []
  const t = createTranslator({ locale, messages: words, onError: (error) => failures.push(error.message) }) as unknown as {
    markup: (name: string, values: Record<string, unknown>) => string
  }
  for (const name of english.keys()) {
    for (const count of [0, 1, 2, 5, 11, 100]) t.markup(name, { count, hours: count, minutes: 5, name: 'x', zone: 'x', offset: 'x', time: 'x', command: 'x', view: 'x', next: () => 'x', previous: () => 'x' })
  }
  expect(failures).toEqual([])
})

test('every text is said somewhere', () => {
  const root = join(import.meta.dirname, '..')
  const source = ['app', 'features', 'api', 'words']
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(root, folder, file)))
    .filter((file) => /\.tsx?$/.test(file) && !/generated|\.test\.ts$/.test(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
  // Words chosen by a value of the contract are named by that value.
  const byValue = /^(errors|status|kinds|states)\./
  const silent = [...english.keys()].filter((name) => !byValue.test(name) && !new RegExp(`['.\`]${name.split('.').at(-1) ?? ''}['\`]`).test(source))
  expect(silent).toEqual([])
})
