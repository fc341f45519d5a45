import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isEmojiOnly, parseText, type Span } from './formatting'

const plain = (spans: readonly Span[]): string => spans.map((span) => ('spans' in span ? plain(span.spans) : span.text)).join('')

test('marks make bold, italic and struck text, also inside one another', () => {
  expect(parseText('a *b _c_* ~d~')).toEqual([
    { kind: 'text', text: 'a ' },
    { kind: 'bold', spans: [{ kind: 'text', text: 'b ' }, { kind: 'italic', spans: [{ kind: 'text', text: 'c' }] }] },
    { kind: 'text', text: ' ' },
    { kind: 'strike', spans: [{ kind: 'text', text: 'd' }] },
  ])
})

test('marks inside words and numbers, and marks beside a blank, are what they look like', () => {
  for (const text of ['snake_case_name', '2*3*4', '* not bold *', 'a * b', '5 ~ 6', '*over\na line*']) expect(parseText(text)).toEqual([{ kind: 'text', text }])
})

test('code is left as it is written', () => {
  expect(parseText('```*a*\n_b_```')).toEqual([{ kind: 'mono', text: '*a*\n_b_' }])
  expect(parseText('see `x_y`')).toEqual([{ kind: 'text', text: 'see ' }, { kind: 'mono', text: 'x_y' }])
})

test('addresses become links without the punctuation after them, and only web addresses do', () => {
  expect(parseText('Look: https://example.org/a_b_c?x=1.')).toEqual([
    { kind: 'text', text: 'Look: ' },
    { kind: 'link', text: 'https://example.org/a_b_c?x=1' },
    { kind: 'text', text: '.' },
  ])
  expect(parseText('javascript:alert(1)')).toEqual([{ kind: 'text', text: 'javascript:alert(1)' }])
})

test('nothing but marks is ever lost, in any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('*', '_', '~', '`', 'a', ' ', '\n', 'ب', '👍') }), (text) => {
      const without = (all: string) => all.replace(/[*_~`]/g, '')
      expect(without(plain(parseText(text)))).toBe(without(text))
    }),
  )
})

test('a few emoji alone are large, whatever they are made of', () => {
  for (const text of ['👍', '👩‍👩‍👧 🇩🇪', '❤️❤️❤️']) expect(isEmojiOnly(text)).toBe(true)
  for (const text of ['', '👍👍👍👍', 'ok 👍', '1']) expect(isEmojiOnly(text)).toBe(false)
})
