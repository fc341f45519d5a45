import type en from '@/words/en.json'

export type KindWord = keyof (typeof en)['kinds']

const KINDS: readonly string[] = [
  'text',
  'image',
  'video',
  'audio',
  'document',
  'sticker',
  'location',
  'contacts',
  'reaction',
  'interactive',
  'button',
  'template',
  'order',
  'system',
] satisfies KindWord[]

/** The word of `kinds.*` for the provider's type; one that we don't know is said to be so. */
export function kindWord(kind: string): KindWord {
  return KINDS.includes(kind) ? (kind as KindWord) : 'unsupported'
}

/** A message in a line: its words, else what kind of thing it is. */
export function inShort({ body, kind }: { body: string | null; kind: string }, word: (kind: KindWord) => string): string {
  return body?.trim() || word(kindWord(kind))
}
