// What the mock is asked and what it answers.

export type Asked = {
  method: string
  path: string
  search: URLSearchParams
  body: Record<string, unknown>
  token: string | null
  cookie: string | null
  /** The Idempotency-Key. */
  key: string | null
}

export type Answer = { status: number; body?: unknown; cookie?: string }

export const ok = (body: unknown, cookie?: string): Answer => ({ status: 200, body, cookie })

export function problem(status: number, code: string, detail: string): Answer {
  return { status, body: { type: `urn:switchboard:error:${code}`, title: code, status, code, detail } }
}
