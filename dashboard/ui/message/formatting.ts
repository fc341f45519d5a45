// What customers and agents write: WhatsApp's marks and addresses. Nothing else is ever interpreted.

export type Span =
  | { kind: 'text'; text: string }
  | { kind: 'link'; text: string }
  | { kind: 'mono'; text: string }
  | { kind: 'bold' | 'italic' | 'strike'; spans: readonly Span[] }

const MARKS = { '*': 'bold', _: 'italic', '~': 'strike' } as const

const MONO = /```([\s\S]+?)```|`([^`\n]+)`/
const LINK = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]*_~]/
/** A mark opens after a blank or punctuation and before a letter, and closes the other way round, in one line. */
const MARKED = /(?<![\p{L}\p{N}])([*_~])(?!\s)((?:(?!\1)[^\n])*?\S)\1(?![\p{L}\p{N}])/u

/** Deeper than anybody writes by hand. */
const DEPTH_MAX = 4

export function parseText(text: string, depth = 0): Span[] {
  const found = firstOf(text, depth)
  if (!found) return text === '' ? [] : [{ kind: 'text', text }]
  const [at, length, span] = found
  const before: Span[] = at > 0 ? [{ kind: 'text', text: text.slice(0, at) }] : []
  return [...before, span, ...parseText(text.slice(at + length), depth)]
}

/** The first thing in the text that isn't plain; of two that begin at the same place, code before links before marks. */
function firstOf(text: string, depth: number): [at: number, length: number, span: Span] | null {
  const mono = MONO.exec(text)
  const link = LINK.exec(text)
  const marked = depth < DEPTH_MAX ? MARKED.exec(text) : null
  const at = Math.min(mono?.index ?? Infinity, link?.index ?? Infinity, marked?.index ?? Infinity)
  if (mono?.index === at) return [at, mono[0].length, { kind: 'mono', text: mono[1] ?? mono[2] ?? '' }]
  if (link?.index === at) return [at, link[0].length, { kind: 'link', text: link[0] }]
  if (marked?.index === at) {
    const [whole, mark, inner = ''] = marked
    return [at, whole.length, { kind: MARKS[mark as keyof typeof MARKS], spans: parseText(inner, depth + 1) }]
  }
  return null
}

const EMOJI = /(?:\p{Regional_Indicator}{2}|\p{Extended_Pictographic}\uFE0F?)(?:\p{Emoji_Modifier}|\u200D\p{Extended_Pictographic}\uFE0F?)*/u
const EMOJI_ONLY = new RegExp(`^(?:${EMOJI.source}\\s*){1,3}$`, 'u')

/** One to three emoji and nothing else, which are drawn large. */
export const isEmojiOnly = (text: string): boolean => EMOJI_ONLY.test(text)
