import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const ADA = 'a0000000-0000-7000-8000-000000000001'
const BO = 'b0000000-0000-7000-8000-000000000002'

/** What the API says to each request. */
let answer: (path: string) => Response = () => new Response(null, { status: 500 })
const reload = vi.fn()
const Channel = BroadcastChannel
const channels: BroadcastChannel[] = []
/** Another tab of the same browser. */
let other: BroadcastChannel

const signedIn = (id: string) => Response.json({ access_token: `token of ${id}`, token_type: 'Bearer', expires_in: 900, user: { id } })

/** A tab that has just been opened. */
async function tab() {
  vi.resetModules()
  const module = await import('./session.ts')
  module.startSession()
  return { ...module, phase: () => module.session.get().phase }
}

beforeEach(() => {
  vi.stubGlobal(
    'BroadcastChannel',
    class extends Channel {
      constructor(name: string) {
        super(name)
        channels.push(this)
      }
    },
  )
  other = new BroadcastChannel('switchboard.session')
  vi.stubGlobal('fetch', (path: string) => Promise.resolve().then(() => answer(path)))
  vi.stubGlobal('window', { location: { reload } })
  reload.mockClear()
})
afterEach(() => {
  for (const channel of channels.splice(0)) channel.close()
  vi.unstubAllGlobals()
})

test('signing out that the API did not hear leaves one signed in, here and in the other tabs', async () => {
  answer = () => signedIn(ADA)
  const { signOut, phase } = await tab()
  await expect.poll(phase).toBe('signed-in')
  const said: unknown[] = []
  other.onmessage = (event) => said.push(event.data)
  answer = () => {
    throw new TypeError('Failed to fetch')
  }
  await expect(signOut()).rejects.toMatchObject({ name: 'ApiError', problem: { code: 'offline' } })
  expect(phase()).toBe('signed-in')
  answer = () => new Response(null, { status: 204 })
  await signOut()
  expect(phase()).toBe('signed-out')
  await expect.poll(() => said).toEqual([{ phase: 'signed-out' }])
})

test('a page of something that stands between is not a no: the tab asks again', async () => {
  answer = () => new Response('<html>Sign in to the hotel</html>')
  const { phase, currentToken } = await tab()
  await expect.poll(phase).toBe('unreachable')
  answer = () => signedIn(ADA)
  await currentToken()
  expect(phase()).toBe('signed-in')
})

test('a tab begins anew when another one becomes somebody else, and not when it gets a new token', async () => {
  answer = () => signedIn(ADA)
  const { session, phase } = await tab()
  await expect.poll(phase).toBe('signed-in')
  const expiresAt = Date.now() + 900_000
  other.postMessage({ phase: 'signed-in', user: ADA, token: 'renewed', expiresAt })
  await expect.poll(() => session.get()).toMatchObject({ token: 'renewed' })
  expect(reload).not.toHaveBeenCalled()
  other.postMessage({ phase: 'signed-in', user: BO, token: 'of Bo', expiresAt })
  await expect.poll(() => reload.mock.calls.length).toBe(1)
  expect(session.get()).toMatchObject({ user: ADA, token: 'renewed' })
})

test('so it does when the cookie turns out to be of somebody else', async () => {
  answer = () => Response.json({ access_token: 'short', token_type: 'Bearer', expires_in: 1, user: { id: ADA } })
  const { phase, currentToken } = await tab()
  await expect.poll(phase).toBe('signed-in')
  answer = () => signedIn(BO)
  expect(await currentToken()).toBe(null)
  expect(reload).toHaveBeenCalledOnce()
})
