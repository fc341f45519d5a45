// Keeps the mock and the API together: the mock gives every answer that openapi.json names, and no other (`World.ask` throws then).

import { expect, test } from 'vitest'
import { faultsOf, OPERATIONS } from './contract.ts'
import { PASSWORD } from './seed.ts'
import { ACME, ADMIN, GLOBEX, LENA, NOBODYS, OWNER, World } from './world.ts'

/** What the bus or the database would have to be away for. */
const NEVER = new Set([503])
const invitation = (token: string, password: string) => ({ body: { token, password, name: 'Nia' } })

function requests(world: World): { operation: string; send: () => { status: number } }[] {
  const { token: owner, cookie } = world.signIn(OWNER)
  const { token: admin } = world.signIn(ADMIN)
  const [[conversation, messages] = ['', []]] = world.tenant(ACME).messages
  const asked = (operation: string, tenantId: string, query = '') => operation.replace('{tenantId}', tenantId).replace('{id}', conversation) + query
  const bodies: Record<string, unknown> = {
    read: { last_seen: messages[0]?.id },
    assign: { assignee: world.tables.accounts.find(({ email }) => email === LENA)?.id },
    snooze: { until: '2026-12-01T08:00:00Z' },
  }
  const signedIn = OPERATIONS.filter(({ name }) => !name.includes('/auth/')).flatMap(({ name: operation }) => {
    const verb = operation.split('/').at(-1) ?? ''
    const send = (tenantId: string, as: string | undefined, sent: object = {}, query = '') => ({ operation, send: () => world.ask(asked(operation, tenantId, query), { as, body: bodies[verb], ...sent }) })
    const reading = operation.startsWith('GET')
    const once = { headers: { 'idempotency-key': verb } }
    return [
      send(ACME, owner, reading ? {} : once),
      send(ACME, owner, reading ? {} : { body: [1] }, reading ? '?limit=0' : ''),
      send(ACME, undefined),
      send(GLOBEX, owner, {}, operation === 'GET /messages' ? `?business=${GLOBEX}` : ''),
      send(NOBODYS, admin, {}, operation === 'GET /messages' ? `?business=${NOBODYS}` : ''),
      ...(reading ? [] : [send(ACME, owner, { ...once, text: `${JSON.stringify(bodies[verb] ?? {})} ` })]),
    ]
  })
  const auth = ([name, sent]: [string, object]) => ({ operation: `POST /auth/${name}`, send: () => world.ask(`POST /auth/${name}`, sent) })
  const refused = { email: OWNER, password: 'wrong' }
  return [
    ...signedIn,
    ...(
      [
        ['login', { body: { email: OWNER, password: PASSWORD } }],
        ['login', { text: '{' }],
        ['login', { body: refused }],
        ['login', { body: { ...refused, password: 'too-many' } }],
        ['refresh', { headers: { cookie } }],
        ['refresh', {}],
        ['refresh', { headers: { cookie, origin: 'https://evil.example', host: 'mock' } }],
        ['accept-invite', invitation('known-invite', 'not the password')],
        ['accept-invite', invitation('good-invite', 'short')],
        ['accept-invite', invitation('good-invite', 'a long enough one')],
        ['accept-invite', invitation('good-invite', 'a long enough one')],
        ['logout', {}],
      ] as [string, object][]
    ).map(auth),
    { operation: 'GET /auth/me', send: () => world.ask('GET /auth/me', { as: admin }) },
    { operation: 'GET /auth/me', send: () => world.ask('GET /auth/me') },
  ]
}

test('the mock gives every answer that the document names', () => {
  const given = new Set<string>()
  for (const { operation, send } of requests(new World())) given.add(`${operation} ${send().status}`)
  const named = OPERATIONS.flatMap(({ name, statuses }) => statuses.filter((status) => !NEVER.has(status)).map((status) => `${name} ${status}`))
  expect([...given].sort()).toEqual(named.sort())
})

test('an answer that the document does not name is found', () => {
  const me = { id: '00000000-0000-0000-0000-000000000000', email: 'a@b.example', name: '', is_admin: false, memberships: [] }
  expect(faultsOf('GET', '/auth/me', { status: 200, body: me })).toEqual([])
  expect(faultsOf('GET', '/auth/me', { status: 200, body: { ...me, id: 'me' } })).toEqual(['/id must match format "uuid"'])
  expect(faultsOf('GET', '/auth/me', { status: 200, body: { ...me, password: 'x' } })).toEqual(['it must NOT have additional properties'])
  expect(faultsOf('GET', '/auth/me', { status: 404, body: {} })).toEqual(['GET /auth/me is not documented to answer 404'])
  expect(faultsOf('GET', '/nothing', { status: 200, body: {} })).toEqual(['GET /nothing is not documented to answer 200'])
  expect(faultsOf('POST', '/auth/logout', { status: 204, body: {} })).toEqual(['POST /auth/logout answers 204 without a body'])
})
