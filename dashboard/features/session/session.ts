// Who is signed in. The access token lives in memory only; the refresh token is an httpOnly cookie that scripts can't read.
// Refresh tokens rotate and a reused one ends the session, so tabs take turns (Web Locks) and share what they got.

import * as api from '@/api/generated/switchboard'
import { ApiError, mayRetry } from '@/api/errors'
import { lendCredentials } from '@/api/client'

export type SessionState =
  | { phase: 'starting' }
  /** The API can't be reached, so nobody knows yet. */
  | { phase: 'unreachable' }
  | { phase: 'signed-out' }
  | SignedIn

/** `user` is an id, `expiresAt` in milliseconds. */
type SignedIn = { phase: 'signed-in'; user: string; token: string; expiresAt: number }

/** What a tab tells the others. */
type Announcement = SignedIn | { phase: 'signed-out' }
/** What a tab tells itself: all that was said before it has been read by then. */
type Mark = { mark: string }

/** A token is renewed this long before it ends. */
const RENEW_BEFORE_MS = 60_000
const RETRY_MS = 3_000
const LOCK = 'switchboard.session'

let state: SessionState = { phase: 'starting' }
const listeners = new Set<() => void>()
let channel: BroadcastChannel | null = null
const marks = new Map<string, () => void>()
let refreshing: Promise<string | null> | null = null

function set(next: SessionState): void {
  state = next
  for (const listener of listeners) listener()
}

export const session = {
  subscribe: (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  get: () => state,
  serverSnapshot: (): SessionState => STARTING,
}
const STARTING: SessionState = { phase: 'starting' }

/** Begins once per tab: listens to the other tabs and tries the refresh cookie. */
export function startSession(): void {
  if (channel) return
  channel = new BroadcastChannel(LOCK)
  channel.onmessage = ({ data: said }: MessageEvent<Announcement | Mark>) => {
    if ('mark' in said) marks.get(said.mark)?.()
    else if (said.phase === 'signed-in' && isSomebodyElse(said.user)) window.location.reload()
    else set(said)
  }
  lendCredentials({ token: currentToken, renew: (refused) => refresh(refused) })
  void refresh(null)
}

/** Another person than this tab is of: what it has loaded and what it listens to is not theirs, so it begins anew. */
const isSomebodyElse = (user: string): boolean => state.phase === 'signed-in' && state.user !== user

/** For this tab and the others. */
function become(next: Announcement): void {
  set(next)
  channel?.postMessage(next)
}

function accept({ access_token: token, expires_in, user }: api.SignedIn): string {
  become({ phase: 'signed-in', user: user.id, token, expiresAt: Date.now() + expires_in * 1000 })
  return token
}

/** A good token; null when signed out. */
export async function currentToken(): Promise<string | null> {
  if (state.phase === 'signed-in' && state.expiresAt - Date.now() > RENEW_BEFORE_MS) return state.token
  if (state.phase === 'signed-out') return null
  return refresh(state.phase === 'signed-in' ? state.token : null)
}

/**
 * Until this tab has read what the others said so far. Whoever had the lock before told its token before it let go, but a lock that is given
 * may overtake what was said on a channel; what is said on the same channel doesn't.
 */
function caughtUp(): Promise<void> {
  const [mark, voice] = [crypto.randomUUID(), new BroadcastChannel(LOCK)]
  return new Promise<void>((read) => {
    marks.set(mark, read)
    voice.postMessage({ mark } satisfies Mark)
  }).finally(() => {
    marks.delete(mark)
    voice.close()
  })
}

/** Trades the cookie for a new token, unless another tab just did. `refused` is the token that is no longer good. */
function refresh(refused: string | null): Promise<string | null> {
  refreshing ??= navigator.locks
    .request(LOCK, async () => {
      await caughtUp()
      if (state.phase === 'signed-in' && state.token !== refused && state.expiresAt - Date.now() > RENEW_BEFORE_MS) return state.token
      return await trade()
    })
    .finally(() => {
      refreshing = null
    })
  return refreshing
}

async function trade(): Promise<string | null> {
  try {
    const answer = await api.refresh()
    if (!isSomebodyElse(answer.user.id)) return accept(answer)
    window.location.reload()
    return null
  } catch (error) {
    if (mayRetry(error)) {
      // Not a no: the API is away. Keep what is on the screen and ask again.
      if (state.phase === 'signed-in') return state.token
      set({ phase: 'unreachable' })
      setTimeout(() => void refresh(null), RETRY_MS)
      return null
    }
    if (!(error instanceof ApiError)) throw error
    become({ phase: 'signed-out' })
    return null
  }
}

export async function signIn(email: string, password: string): Promise<void> {
  accept(await api.login({ email, password }))
}

export async function acceptInvite(input: { token: string; name: string; password: string }): Promise<void> {
  accept(await api.acceptInvite(input))
}

/** Throws ApiError when the API doesn't confirm it: the cookie lives on and would sign in again, so one stays signed in. */
export async function signOut(): Promise<void> {
  await api.logout()
  become({ phase: 'signed-out' })
}
