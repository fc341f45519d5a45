// The limit on sign-in attempts of api/src/limits.rs: so many at once per email, then one every few seconds; a success gives them back.

import { Refusal } from './answer.ts'

const BURST = 10
const EVERY_MS = 6_000

export class Attempts {
  /** When all attempts of an email are there again. */
  private readonly full = new Map<string, number>()
  private readonly now: () => number

  constructor(now: () => number) {
    this.now = now
  }

  /** Uses one; what the answer says about those that are left. */
  take(email: string): Record<string, string> {
    const now = this.now()
    const before = Math.max(this.full.get(email) ?? now, now)
    const left = BURST - Math.ceil((before - now) / EVERY_MS)
    if (left < 1) throw new Refusal(429, 'too_many_attempts', 'too many attempts: wait and try again', { ...said(0, before - now), 'retry-after': seconds(before - now - (BURST - 1) * EVERY_MS) })
    this.full.set(email, before + EVERY_MS)
    return said(left - 1, before + EVERY_MS - now)
  }

  giveBack(email: string): void {
    this.full.delete(email)
  }
}

const seconds = (ms: number) => String(Math.ceil(ms / 1_000))
const said = (remaining: number, reset_ms: number) => ({ 'ratelimit-limit': String(BURST), 'ratelimit-remaining': String(remaining), 'ratelimit-reset': seconds(reset_ms) })
