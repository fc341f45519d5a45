// After `next build`, on what it wrote: hashes every inline script of every page for the content security policy, and compresses what is text.
// `csp.json` maps the path of a page to the hashes of its scripts; the API makes the headers of it.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { EXPORT } from './export-folder.ts'

const OUT = join(import.meta.dirname, '..', EXPORT)
const TEXT = /\.(html|js|css|json|txt|svg|webmanifest|map)$/
const COMPRESS_FROM_BYTES = 1024
const INLINE_SCRIPT = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g

/** `inbox.html` is served as `/inbox`, `index.html` as `/`. */
function pathOf(file: string): string {
  const path = `/${relative(OUT, file).replace(/\.html$/, '')}`
  return path === '/index' ? '/' : path.replace(/\/index$/, '')
}

const files = readdirSync(OUT, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .sort()

const hashes: Record<string, string[]> = {}
for (const file of files.filter((name) => name.endsWith('.html'))) {
  const scripts = [...readFileSync(file, 'utf8').matchAll(INLINE_SCRIPT)].map((match) => match[1] ?? '')
  hashes[pathOf(file)] = [...new Set(scripts.map((script) => `sha256-${createHash('sha256').update(script).digest('base64')}`))]
}
const csp = join(OUT, 'csp.json')
writeFileSync(csp, `${JSON.stringify(hashes, null, 2)}\n`)

let before = 0
let after = 0
for (const file of files.filter((name) => TEXT.test(name))) {
  const body = readFileSync(file)
  if (body.length < COMPRESS_FROM_BYTES) continue
  const brotli = brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } })
  writeFileSync(`${file}.br`, brotli)
  writeFileSync(`${file}.gz`, gzipSync(body, { level: 9 }))
  before += body.length
  after += brotli.length
}
console.log(`${Object.keys(hashes).length} pages hashed; ${Math.round(before / 1024)} KiB of text is ${Math.round(after / 1024)} KiB in brotli`)
