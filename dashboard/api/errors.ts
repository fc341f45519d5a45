// The one place where failures of the API become something to say.

/** RFC 9457 problem+json, as far as we use it; `offline` and `timeout` are ours. */
export type Problem = {
  code: string
  status: number
  title?: string
  detail?: string
  /** To be quoted when asking for help: the API's log has it. */
  request_id?: string | null
}

export class ApiError extends Error {
  override name = 'ApiError'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title ?? problem.code)
    this.problem = problem
  }

  get status(): number {
    return this.problem.status
  }
}

export async function problemOf(response: Response): Promise<Problem> {
  const base: Problem = { code: `http_${response.status}`, status: response.status }
  try {
    return { ...base, ...((await response.json()) as Partial<Problem>), status: response.status }
  } catch {
    // A proxy's HTML page isn't a problem document; the status says enough.
    return base
  }
}

/** The word of `errors.*` in words/ that says what went wrong and what to do. */
export function errorWord(error: unknown): ErrorWord {
  if (!(error instanceof ApiError)) return 'unexpected'
  const { code, status } = error.problem
  if (isErrorWord(code)) return code
  if (status === 401) return 'unauthenticated'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'not_found'
  if (status === 409) return 'conflict'
  if (status === 422 || status === 400) return 'invalid'
  if (status === 429) return 'rate_limited'
  if (status >= 500) return 'server'
  return 'unexpected'
}

/** Codes of the API that have words of their own, and the words for every other failure. */
const ERROR_WORDS = [
  'wrong_credentials',
  'too_many_attempts',
  'session_ended',
  'unknown_invite',
  'weak_password',
  'not_a_member',
  'idempotency_key_reused',
  'assignee_not_a_member',
  'until_not_in_future',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'invalid',
  'rate_limited',
  'server',
  'offline',
  'timeout',
  'unexpected',
] as const
export type ErrorWord = (typeof ERROR_WORDS)[number]

function isErrorWord(code: string): code is ErrorWord {
  return (ERROR_WORDS as readonly string[]).includes(code)
}

/** The field of a form that a code is about; null when it is about the whole. */
export function errorField(error: unknown): 'password' | null {
  return error instanceof ApiError && error.problem.code === 'weak_password' ? 'password' : null
}

/** Whether asking again could help: not for an answer that says no. */
export function mayRetry(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500)
}
