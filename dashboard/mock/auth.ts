// Signing in, staying signed in and signing out, as api/src/v1/auth has them.

import type { Me, SignedIn } from '../api/generated/switchboard.ts'
import { ok, Refusal, sameOrigin, unauthenticated, type Answer, type Asked } from './answer.ts'
import { Attempts } from './attempts.ts'
import { membersOf, textOf } from './parse.ts'
import { fail } from './sentinels.ts'
import { ACCESS_S, SESSION_S, type Sessions } from './sessions.ts'
import type { Account, Tables } from './tables.ts'

const COOKIE = 'switchboard_refresh'
const PASSWORD_CHARS_MIN = 10
const NAME_CHARS_MAX = 100

const cookie = (value: string, age_s: number) => ({ 'set-cookie': `${COOKIE}=${value}; Path=/api/v1/auth; HttpOnly; SameSite=Strict; Max-Age=${age_s}` })
const FORGET = cookie('', 0)

function shownBy({ headers }: Asked): string | undefined {
  return new RegExp(`(?:^|;)\\s*${COOKIE}=([^;]+)`).exec(headers.cookie ?? '')?.[1]
}

/** A JSON body, which has to be called one. */
function bodyOf({ headers, text }: Asked): Record<string, unknown> {
  return membersOf(headers['content-type']?.startsWith('application/json') ? text : '')
}

export class Auth {
  private readonly tables: Tables
  private readonly sessions: Sessions
  private readonly attempts: Attempts

  constructor(tables: Tables, sessions: Sessions) {
    this.tables = tables
    this.sessions = sessions
    this.attempts = new Attempts(tables.now)
  }

  /** Who is asking. */
  caller({ headers }: Asked): Account {
    const [, token = ''] = /^bearer (.+)$/i.exec(headers.authorization ?? '') ?? []
    const account = this.account(token)
    if (!account) throw unauthenticated()
    return account
  }

  /** Whose access token this is, while it is good. */
  account(token: string): Account | undefined {
    const claims = this.sessions.claims(token)
    return this.tables.accounts.find(({ id }) => id === claims?.account)
  }

  login = (asked: Asked): Answer<SignedIn> => {
    const body = bodyOf(asked)
    const [email, password] = [textOf(body, 'email').trim().toLowerCase(), textOf(body, 'password')]
    fail(password, 'too_many_attempts')
    const headers = this.attempts.take(email)
    const account = this.tables.accounts.find((known) => known.email === email && known.password === password)
    if (!account) throw new Refusal(401, 'wrong_credentials', 'the email or the password is wrong', headers)
    this.attempts.giveBack(email)
    const answer = this.begin(account)
    return { ...answer, headers: { ...answer.headers, ...headers } }
  }

  refresh = (asked: Asked): Answer<SignedIn> => {
    if (!sameOrigin(asked.headers)) throw new Refusal(403, 'wrong_origin', 'requests from this origin are refused')
    const rotation = this.sessions.rotate(shownBy(asked) ?? '')
    if (rotation.kind === 'unknown') throw new Refusal(401, 'no_session', 'sign in: there is no session', FORGET)
    if (rotation.kind === 'reused') throw new Refusal(401, 'session_ended', 'sign in: the session was ended, because its refresh token was used twice', FORGET)
    const { session, kind } = rotation
    const account = this.tables.accounts.find(({ id }) => id === session.account)
    if (!account) throw new Refusal(401, 'no_session', 'sign in: there is no session', FORGET)
    return this.signedIn(account, this.sessions.issue(session), kind === 'rotated' ? cookie(session.token, SESSION_S) : {})
  }

  logout = (asked: Asked): Answer => {
    this.sessions.signOut(shownBy(asked) ?? '')
    return { status: 204, headers: FORGET }
  }

  me = (asked: Asked): Answer<Me> => ok(this.tables.me(this.caller(asked)))

  acceptInvite = (asked: Asked): Answer<SignedIn> => {
    const body = bodyOf(asked)
    const [token, password] = [textOf(body, 'token'), textOf(body, 'password')]
    const name = body.name === undefined ? '' : textOf(body, 'name')
    const invite = this.tables.invites.get(token)
    if (!invite) throw new Refusal(404, 'unknown_invite', 'the invitation is unknown, expired or was accepted before: ask for a new one')
    const known = this.tables.accounts.find(({ email }) => email === invite.email)
    // The link alone doesn't open an account that exists.
    if (known && known.password !== password) throw new Refusal(401, 'wrong_credentials', "this email has an account already: give that account's password")
    if (!known && [...password].length < PASSWORD_CHARS_MIN) throw new Refusal(400, 'weak_password', `the password is shorter than ${PASSWORD_CHARS_MIN} characters`)
    const called = [...name.trim()].slice(0, NAME_CHARS_MAX).join('')
    return this.begin(this.tables.accept(token, invite, { name: called, password }))
  }

  private begin(account: Account): Answer<SignedIn> {
    const session = this.sessions.begin(account.id)
    return this.signedIn(account, this.sessions.issue(session), cookie(session.token, SESSION_S))
  }

  private signedIn(account: Account, access_token: string, headers: Record<string, string>): Answer<SignedIn> {
    return ok({ access_token, token_type: 'Bearer', expires_in: ACCESS_S, user: this.tables.me(account) }, headers)
  }
}
