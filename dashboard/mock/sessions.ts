// Sign-in sessions as crates/store/src/sessions.rs has them: an access token is good for minutes, a refresh token once. A refresh token
// that is shown again ends its session, unless it was replaced a moment ago.

/** How long an access token is good. */
export const ACCESS_S = 15 * 60
/** How long a session lives from sign-in, whatever is done with it. */
export const SESSION_S = 30 * 24 * 60 * 60
const GRACE_MS = 10_000

/** What an access token says. */
export type Claims = { account: string; session: string; expires_ms: number }

type Session = { id: string; account: string; token: string; previous: string | null; rotated_ms: number; expires_ms: number }

export type Rotation =
  | { kind: 'rotated'; session: Session }
  /** Two tabs, or a lost answer: the session lives, and the cookie stays as it is. */
  | { kind: 'just-replaced'; session: Session }
  /** Somebody has a copy: the session was ended. */
  | { kind: 'reused' }
  | { kind: 'unknown' }

export class Sessions {
  private readonly live = new Map<string, Session>()
  private readonly issued = new Map<string, Claims>()
  private readonly now: () => number
  /** Told of every session that ends. */
  readonly listeners = new Set<(session: string) => void>()

  constructor(now: () => number) {
    this.now = now
  }

  begin(account: string): Session {
    const session = { id: crypto.randomUUID(), account, token: crypto.randomUUID(), previous: null, rotated_ms: 0, expires_ms: this.now() + SESSION_S * 1_000 }
    this.live.set(session.id, session)
    return session
  }

  /** Replaces the refresh token that is shown. */
  rotate(shown: string): Rotation {
    const session = this.find(({ token, previous }) => token === shown || previous === shown)
    if (!session) return { kind: 'unknown' }
    if (session.token === shown) {
      Object.assign(session, { previous: shown, token: crypto.randomUUID(), rotated_ms: this.now() })
      return { kind: 'rotated', session }
    }
    if (session.rotated_ms >= this.now() - GRACE_MS) return { kind: 'just-replaced', session }
    this.end(session)
    return { kind: 'reused' }
  }

  /** Ends the session that a refresh token belongs to; fine without one. */
  signOut(shown: string): void {
    const session = this.find(({ token, previous }) => token === shown || previous === shown)
    if (session) this.end(session)
  }

  /** A new access token. */
  issue({ id, account }: Session): string {
    const token = crypto.randomUUID()
    this.issued.set(token, { account, session: id, expires_ms: this.now() + ACCESS_S * 1_000 })
    return token
  }

  /** What an access token says that is good now. */
  claims(token: string): Claims | null {
    const claims = this.issued.get(token)
    const session = claims && this.live.get(claims.session)
    return session && Math.min(claims.expires_ms, session.expires_ms) > this.now() ? claims : null
  }

  /** No access token that there is is good any more, as when its minutes are over; the sessions live on. */
  expireTokens(): void {
    this.issued.clear()
  }

  private find(is: (session: Session) => boolean): Session | undefined {
    return [...this.live.values()].find((session) => session.expires_ms > this.now() && is(session))
  }

  private end({ id }: Session): void {
    this.live.delete(id)
    for (const listener of this.listeners) listener(id)
  }
}
