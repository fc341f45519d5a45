// What the API's own tests say of sessions (api/tests/it/auth.rs), said of the mock.

import { expect, test } from 'vitest'
import type { Me, SignedIn } from '@/api/generated/switchboard'
import { PASSWORD } from './seed.ts'
import { GLOBEX, LENA, OWNER, World } from './world.ts'

const MINUTE_MS = 60_000
const me = (world: World, as: string) => world.ask<Me>('GET /auth/me', { as })
const login = (world: World, email: string, password: string) => world.ask<SignedIn>('POST /auth/login', { body: { email, password } })

test('a member signs in, however the address is written, and learns who they are', () => {
  const world = new World()
  const reply = login(world, ' Owner@Acme.example ', PASSWORD)
  for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/api/v1/auth']) expect(reply.headers?.['set-cookie']).toContain(part)
  expect(me(world, reply.body.access_token).body).toEqual(reply.body.user)
})

test('wrong credentials and tokens are refused in the same words', () => {
  const world = new World()
  for (const [email, password] of [[OWNER, 'wrong'], ['nobody@example.com', PASSWORD], ['', ''], [OWNER, '']] as const) {
    expect(login(world, email, password)).toMatchObject({ status: 401, code: 'wrong_credentials' })
  }
  for (const token of ['', 'x', 'a.b.c']) expect(me(world, token)).toMatchObject({ status: 401, code: 'unauthenticated' })
  for (const sent of [{ text: '{' }, { body: [] }, { body: { email: OWNER } }, { body: { email: OWNER, password: PASSWORD }, headers: { 'content-type': 'text/plain' } }]) {
    expect(world.ask('POST /auth/login', sent)).toMatchObject({ status: 400, code: 'invalid_request' })
  }
  expect(world.ask('GET /nothing')).toMatchObject({ status: 404, code: 'not_found' })
})

test('guessing is limited, and a success clears the count', () => {
  const world = new World()
  for (let round = 0; round < 3; round++) {
    for (let guess = 0; guess < 5; guess++) expect(login(world, OWNER, 'wrong').status).toBe(401)
    expect(login(world, OWNER, PASSWORD)).toMatchObject({ status: 200, headers: { 'ratelimit-limit': '10' } })
  }
  for (let guess = 0; guess < 10; guess++) expect(login(world, OWNER, 'wrong').status).toBe(401)
  expect(login(world, OWNER, PASSWORD)).toMatchObject({ status: 429, code: 'too_many_attempts', headers: { 'retry-after': '6', 'ratelimit-remaining': '0' } })
  world.now_ms += 6_000
  expect(login(world, OWNER, PASSWORD).status).toBe(200)
})

test('a session goes on by new tokens each time, and for thirty days', () => {
  const world = new World()
  let current = world.signIn(OWNER)
  for (let round = 0; round < 3; round++) {
    world.now_ms += 15 * MINUTE_MS
    expect(me(world, current.token).status).toBe(401)
    const next = world.refresh(current.cookie)
    expect(next.cookie).not.toBe('')
    expect(next.cookie).not.toBe(current.cookie)
    expect(me(world, next.body.access_token).status).toBe(200)
    current = { token: next.body.access_token, cookie: next.cookie }
  }
  world.now_ms += 31 * 24 * 60 * MINUTE_MS
  expect(world.refresh(current.cookie)).toMatchObject({ status: 401, code: 'no_session', cookie: 'switchboard_refresh=' })
})

test('two tabs may refresh at once, but a token used again later ends the session', () => {
  const world = new World()
  const first = world.signIn(OWNER).cookie
  const second = world.refresh(first).cookie
  const otherTab = world.refresh(first)
  expect([otherTab.status, otherTab.cookie]).toEqual([200, ''])
  world.now_ms += 11_000
  expect(world.refresh(first)).toMatchObject({ status: 401, code: 'session_ended', cookie: 'switchboard_refresh=' })
  expect(world.refresh(second)).toMatchObject({ status: 401, code: 'no_session' })
  expect(me(world, otherTab.body.access_token).status).toBe(401)
})

test('signing out ends the session and its access token, and no other session of the person', () => {
  const world = new World()
  const [here, elsewhere] = [world.signIn(OWNER), world.signIn(OWNER)]
  expect(world.ask('POST /auth/logout', { headers: { cookie: here.cookie } }).status).toBe(204)
  expect(world.refresh(here.cookie).status).toBe(401)
  expect(me(world, here.token).status).toBe(401)
  expect(me(world, elsewhere.token).status).toBe(200)
  expect(world.ask('POST /auth/logout').status).toBe(204)
})

test('other sites cannot use the refresh cookie', () => {
  const world = new World()
  const { cookie } = world.signIn(OWNER)
  const from = (origin: string) => world.refresh(cookie, { origin, host: 'inbox.example.com' }).status
  expect([from('https://evil.example'), from('null'), from('https://inbox.example.com')]).toEqual([403, 403, 200])
})

test('an invitation makes an account once', () => {
  const world = new World()
  const accept = (token: string, password: string) => world.ask<SignedIn>('POST /auth/accept-invite', { body: { token, name: ' Nia New ', password } })
  expect(accept('guess', PASSWORD)).toMatchObject({ status: 404, code: 'unknown_invite' })
  expect(accept('good-invite', 'short')).toMatchObject({ status: 400, code: 'weak_password' })
  const made = accept('good-invite', 'a fresh password')
  expect(made.body.user).toMatchObject({ name: 'Nia New', email: 'nia@globex.example', memberships: [{ business: GLOBEX, role: 'agent' }] })
  expect(accept('good-invite', 'a fresh password').status).toBe(404)
  expect(login(world, 'nia@globex.example', 'a fresh password').status).toBe(200)
})

test('the link of an invitation alone does not open an account that exists', () => {
  const world = new World()
  const accept = (password: string) => world.ask<SignedIn>('POST /auth/accept-invite', { body: { token: 'known-invite', name: 'Somebody', password } })
  expect(accept('a fresh password')).toMatchObject({ status: 401, code: 'wrong_credentials' })
  expect(accept(PASSWORD).body.user).toMatchObject({ name: 'Lena Vogel', email: LENA, memberships: [{ business: 'acme_3f9c2a' }, { business: GLOBEX }] })
})
