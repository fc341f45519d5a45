// Compiles every text while the dashboard is built (a loader, see next.config.ts), so that the browser needs no parser of them.

import compile from 'icu-minify/compile'

/** Takes and gives a JSON file. */
export default function compileWords(source: string): string {
  return JSON.stringify(JSON.parse(source, (_, value: unknown) => (typeof value === 'string' ? compile(value) : value)))
}
