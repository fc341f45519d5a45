// What the tests need of the world outside the browser, whether it is the mock or a real Switchboard.

import { createHmac, randomUUID } from 'node:crypto'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test as base, type Page } from '@playwright/test'
import { customer, people, type Customer } from './people'

const env = process.env
const mocked = !env.SB_URL
/** The business that customers write to. */
const BUSINESS = env.SB_TENANT ?? 'acme_3f9c2a'
/**
 * Every worker has a mock of its own on a free port, so that cutting its lines disturbs nobody else. It serves the export that ships,
 * or with `gallery` the one that holds the gallery.
 */
export const test = base.extend<object, { gallery: boolean; world: string }>({
  gallery: [false, { option: true, scope: 'worker' }],
  world: [
    async ({ gallery }, give) => {
      if (env.SB_URL) return give(env.SB_URL)
      const server = spawn(process.execPath, [join(import.meta.dirname, '../mock/server.ts')], { env: { ...env, PORT: '0', GALLERY: gallery ? '1' : '' }, stdio: ['ignore', 'pipe', 'inherit'] })
      const [said] = (await once(server.stdout, 'data')) as [Buffer]
      await give(/http:\S+/.exec(said.toString())?.[0] ?? '')
      server.kill()
    },
    { scope: 'worker' },
  ],
  baseURL: ({ world }, give) => give(world),
})
export { expect }

export { customer, people }

/** Signs in by the API: the cookie is enough, the page trades it for a token. Answers a token for what the test itself asks. */
export async function signedIn(page: Page, who: { email: string; password: string } = people.owner): Promise<string> {
  const answer = await page.request.post('/api/v1/auth/login', { data: who })
  expect(answer.ok(), `sign-in of ${who.email}: ${answer.status()}`).toBe(true)
  return ((await answer.json()) as { access_token: string }).access_token
}

/** Opens a conversation that a new customer has just begun, and waits until it is marked as read; answers who. */
export async function conversation(page: Page, text: string): Promise<Customer> {
  const person = customer()
  await inbound(page, { ...person, text })
  const read = page.waitForResponse((answer) => answer.url().endsWith('/read') && answer.ok())
  await Promise.all([read, conversations(page).getByRole('link', { name: person.name }).click()])
  await expect(page.getByRole('log')).toContainText(text)
  await (await read).finished()
  return person
}

/** Does by the palette what these words find. */
export async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Type a command or a name' })).toBeFocused()
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
}

export const conversations = (page: Page) => page.getByRole('list', { name: 'Conversations' })

async function steer(page: Page, verb: string, body: object = {}): Promise<unknown> {
  const answer = await page.request.post(`/mock/${verb}`, { data: body })
  expect(answer.ok()).toBe(true)
  return answer.json()
}

/** A customer writes, and it is stored: a page that is opened from now on shows it. `token` is what signing in answered. */
export async function stored(page: Page, token: string, message: Customer & { text: string }): Promise<void> {
  await inbound(page, message)
  const texts = async () => {
    const answer = await page.request.get(`/api/v1/businesses/${BUSINESS}/messages?sender=${message.from}`, { headers: { authorization: `Bearer ${token}` } })
    expect(answer.ok(), `the messages of ${message.from}: ${answer.status()}`).toBe(true)
    return ((await answer.json()) as { items: { body: string | null }[] }).items.map(({ body }) => body)
  }
  await expect.poll(texts).toContain(message.text)
}

/** A customer writes. */
export async function inbound(page: Page, message: Customer & { text: string }): Promise<void> {
  if (mocked) {
    await steer(page, 'inbound', message)
    return
  }
  const { SB_APP_SECRET = '', SB_PHONE_NUMBER_ID = '' } = env
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '15550783881', phone_number_id: SB_PHONE_NUMBER_ID },
    contacts: [{ profile: { name: message.name }, wa_id: message.from }],
    messages: [{ from: message.from, id: `wamid.${randomUUID()}`, timestamp: String(Math.floor(Date.now() / 1000)), type: 'text', text: { body: message.text } }],
  }
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '102290129340398', changes: [{ field: 'messages', value }] }] })
  const signature = createHmac('sha256', SB_APP_SECRET).update(body).digest('hex')
  const answer = await page.request.post(`/webhooks/whatsapp/${BUSINESS}`, {
    data: Buffer.from(body),
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
  })
  expect(answer.status(), await answer.text()).toBe(200)
}

/** Only the mock can be steered. */
export const mock = {
  only: () => test.skip(!mocked, 'steers the mock'),
  outbound: async (page: Page, message: { from: string; text: string }) => (await steer(page, 'outbound', message)) as { conversation: string; message: string },
  status: (page: Page, change: { conversation: string; message: string; status: string }) => steer(page, 'status', change),
  /** An invitation's link for this address. */
  invite: async (page: Page, email: string) => `/accept-invite?token=${((await steer(page, 'invite', { email, business: 'globex_77aa01' })) as { token: string }).token}`,
  /** Every access token runs out now; the sessions live on. */
  expire: (page: Page) => steer(page, 'expire'),
  /** The API away or back. */
  weather: (page: Page, weather: { away: boolean }) => steer(page, 'weather', weather),
  /** Says nothing more to the sockets there are, as a network that forgot them. */
  mute: (page: Page) => steer(page, 'mute'),
  /** Closes every socket; with `forget`, what was missed can't be replayed. */
  cut: (page: Page, forget = false) => steer(page, 'cut', { forget }),
  connections: async (page: Page) => ((await steer(page, 'connections')) as { count: number }).count,
}

/** Waits until the page says everything in a language. */
export async function spoken(page: Page, locale: string): Promise<void> {
  await expect(page.locator(`html[lang=${locale}]:not([data-words])`)).toBeAttached()
}

/** Waits until the live connection stands: the change that follows must come through it. */
export async function live(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-live', 'online')
}
