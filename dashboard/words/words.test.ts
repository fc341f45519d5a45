import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { _createCache, _createIntlFormatters, createTranslator } from 'use-intl/core'
import formatCompiled from 'use-intl/format-message/format-only'
import { expect, test } from 'vitest'
import type { CompiledMessage } from 'icu-minify/format'
import ar from './ar.json'
import compileWords from './compile'
import de from './de.json'
import en from './en.json'

type Words<Text> = { [name: string]: Text | Words<Text> }

/** By dotted name. A text is a string, compiled it may be an array. */
function flat<Text extends CompiledMessage>(words: Words<Text>, prefix = ''): Map<string, Text> {
  const found = new Map<string, Text>()
  for (const [name, value] of Object.entries(words)) {
    if (typeof value === 'string' || Array.isArray(value)) found.set(prefix + name, value as Text)
    else for (const [inner, text] of flat(value, `${prefix}${name}.`)) found.set(inner, text)
  }
  return found
}

/** The names in braces and tags that a text is filled with. */
const holes = (text: string) => [...new Set([...text.matchAll(/\{(\w+)[,}]|<(\w+)>/g)].map((match) => match[1] ?? match[2]))].sort()

const english = flat<string>(en)

test.each([
  ['de', de],
  ['ar', ar],
])('%s has every text of English, filled with the same values, and none besides', (_, words) => {
  const other = flat<string>(words)
  expect([...other.keys()].sort()).toEqual([...english.keys()].sort())
  for (const [name, text] of other) expect([name, holes(text)]).toEqual([name, holes(english.get(name) ?? '')])
})

test.each([
  ['en', en],
  ['de', de],
  ['ar', ar],
])('every text of %s can be formatted, for every plural, and says the same when it is compiled', (locale, words) => {
  const failures: string[] = []
  const t = createTranslator({ locale, messages: words, onError: (error) => failures.push(error.message) }) as unknown as {
    markup: (name: string, values: Record<string, unknown>) => string
  }
  const compiled = flat(JSON.parse(compileWords(JSON.stringify(words))) as Words<CompiledMessage>)
  const cache = _createCache()
  const formatters = _createIntlFormatters(cache)
  for (const name of english.keys()) {
    for (const count of [0, 1, 2, 5, 11, 100]) {
      const values = { count, hours: count, minutes: 5, name: 'x', zone: 'x', offset: 'x', time: 'x', command: 'x', view: 'x', next: () => 'x', previous: () => 'x' }
      const said = t.markup(name, values)
      expect([name, formatCompiled(name, compiled.get(name) ?? '', values, { cache, formatters, locale, timeZone: 'UTC' })]).toEqual([name, said])
    }
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
