const MINUTE_MS = 60_000

/** What is left until an instant, in whole hours and minutes; `never` when there is no such instant. */
export type TimeLeft = { ms: number; hours: number; minutes: number } | 'ended' | 'never'

export function timeLeft(endsAtMs: number | null, nowMs: number): TimeLeft {
  if (endsAtMs === null) return 'never'
  const ms = endsAtMs - nowMs
  if (ms <= 0) return 'ended'
  const minutes = Math.floor(ms / MINUTE_MS)
  return { ms, hours: Math.floor(minutes / 60), minutes: minutes % 60 }
}
