// Serves the export as the API does: extensionless pages, precompressed files, a strict content security policy per page.

import { existsSync, readFileSync, statSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { EXPORT } from '../scripts/export-folder.ts'

const OUT = join(import.meta.dirname, '..', EXPORT)
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
}

function policy(page: string): string {
  const hashes = (JSON.parse(readFileSync(join(OUT, 'csp.json'), 'utf8')) as Record<string, string[]>)[page] ?? []
  const scripts = ["'self'", ...hashes.map((hash) => `'${hash}'`)].join(' ')
  return [
    "default-src 'none'",
    `script-src ${scripts}`,
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function fileOf(path: string): { file: string; page: string | null; status: number } {
  const safe = normalize(path).replace(/^(\.\.[/\\])+/, '')
  const exact = join(OUT, safe)
  if (existsSync(exact) && statSync(exact).isFile()) return { file: exact, page: null, status: 200 }
  const name = safe === '/' ? '/index' : safe.replace(/\/$/, '')
  const html = join(OUT, `${name}.html`)
  if (existsSync(html)) return { file: html, page: safe === '/' ? '/' : name, status: 200 }
  return { file: join(OUT, '404.html'), page: '/404', status: 404 }
}

export function serveStatic(request: IncomingMessage, response: ServerResponse, path: string): void {
  const { file, page, status } = fileOf(path)
  const accepted = request.headers['accept-encoding'] ?? ''
  const encoding = accepted.includes('br') && existsSync(`${file}.br`) ? 'br' : accepted.includes('gzip') && existsSync(`${file}.gz`) ? 'gz' : null
  response.writeHead(status, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'cache-control': path.startsWith('/_next/static/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    vary: 'accept-encoding',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    ...(encoding ? { 'content-encoding': encoding === 'gz' ? 'gzip' : 'br' } : {}),
    ...(page ? { 'content-security-policy': policy(page) } : {}),
  })
  response.end(readFileSync(encoding ? `${file}.${encoding}` : file))
}
