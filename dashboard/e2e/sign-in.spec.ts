import type { Page } from '@playwright/test'
import { conversations, customer, expect, inbound, live, mock, people, signedIn, test } from './world'

test('a wrong password is said in words, and the address is kept', async ({ page }) => {
  await page.goto('/sign-in')
  await page.getByLabel('Email').fill(people.owner.email)
  await page.getByLabel('Password').fill('not the password')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('Email or password is wrong.')).toBeVisible()
  await expect(page.getByLabel('Email')).toHaveValue(people.owner.email)
  await expect(page.getByLabel('Password')).toBeFocused()
})

test('empty fields say what is missing', async ({ page }) => {
  await page.goto('/sign-in')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('Enter your email address.')).toBeVisible()
  await expect(page.getByText('Enter your password.')).toBeVisible()
  await expect(page.getByLabel('Email')).toHaveAccessibleDescription('Enter your email address.')
  await expect(page.getByLabel('Password')).toHaveAccessibleDescription('Enter your password.')
})

test('the window of a page without a session is named in the language that is shown', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('switchboard.preferences', JSON.stringify({ locale: 'de' })))
  await page.goto('/sign-in')
  await expect(page).toHaveTitle('Anmelden · Switchboard')
  for (const path of ['/accept-invite', '/accept-invite?token=x']) {
    await page.goto(path)
    await expect(page).toHaveTitle('Einladung · Switchboard')
  }
})

test('signing in leads back to where one wanted to go, and a reload stays signed in', async ({ page }) => {
  await page.goto('/messages?direction=in')
  await expect(page).toHaveURL(/\/sign-in\?next=/)
  await page.getByLabel('Email').fill(people.owner.email)
  await page.getByLabel('Password').fill(people.owner.password)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/messages\?direction=in/)
  await expect(page.getByRole('heading', { name: 'Messages' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Messages' })).toBeVisible()
  const kept = await page.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie]))
  expect(kept, 'no token where a script could read it').not.toMatch(/eyJ|refresh|token/i)
})

test('signing out in one tab signs out the other', async ({ page, context }) => {
  await signedIn(page)
  await page.goto('/inbox')
  const other = await context.newPage()
  await other.goto('/messages')
  await expect(other.getByRole('heading', { name: 'Messages' })).toBeVisible()
  await page.getByRole('button', { name: 'Account and settings' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page).toHaveURL(/\/sign-in/)
  await expect(other).toHaveURL(/\/sign-in/)
})

test('signing out while the API is away says that one is still signed in, and works later', async ({ page, context }) => {
  await signedIn(page)
  await page.goto('/inbox')
  await page.route('**/api/v1/auth/logout', (route) => route.abort('connectionrefused'))
  await page.getByRole('button', { name: 'Account and settings' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByText('You are still signed in')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
  await page.unrouteAll()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page).toHaveURL(/\/sign-in/)
  const late = await context.newPage()
  await late.goto('/inbox')
  await expect(late).toHaveURL(/\/sign-in/)
})

test('a tab of somebody else begins anew when an invitation is accepted beside it', async ({ page, context }) => {
  mock.only()
  await signedIn(page)
  await page.goto('/inbox')
  await expect(page.getByRole('button', { name: 'Switch business' })).toBeHidden()
  const email = address()
  const other = await context.newPage()
  const anew = page.waitForEvent('load')
  await accept(other, await mock.invite(page, email), 'a long enough one')
  await anew
  for (const tab of [page, other]) {
    await tab.getByRole('button', { name: 'Account and settings' }).click()
    await expect(tab.getByText(email)).toBeVisible()
  }
})

test('tabs that open together share one refresh instead of ending the session', async ({ page, context }) => {
  await signedIn(page)
  const tabs = await Promise.all(Array.from({ length: 4 }, () => context.newPage()))
  await Promise.all(tabs.map((tab) => tab.goto('/inbox')))
  for (const tab of tabs) await expect(tab.getByRole('heading', { name: 'Inbox' })).toBeVisible()
})

test('failures of the server and too many tries are said in words', async ({ page }) => {
  mock.only()
  await page.goto('/sign-in')
  await page.getByLabel('Email').fill(people.owner.email)
  for (const [sentinel, words] of [
    ['server-error', 'Switchboard has a problem answering.'],
    ['too-many', 'Too many tries.'],
  ] as const) {
    await page.getByLabel('Password').fill(sentinel)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByText(words)).toBeVisible()
  }
})

/** What other tabs say is read late in this one, as on a busy machine, while a lock is given at once. */
const hearLate = (page: Page) =>
  page.addInitScript((delay_ms) => {
    Object.defineProperty(BroadcastChannel.prototype, 'onmessage', {
      set(this: BroadcastChannel, hear: (event: MessageEvent) => void) {
        const late = (event: MessageEvent) => setTimeout(() => hear.call(this, event), delay_ms)
        this.addEventListener('message', this.name === 'switchboard.session' ? late : hear)
      },
    })
  }, 2_000)

test('work goes on over a token that ran out, in two tabs, with one refresh', async ({ page, context }) => {
  mock.only()
  await signedIn(page)
  await page.goto('/inbox')
  await live(page)
  const other = await context.newPage()
  await hearLate(other)
  await other.goto('/messages')
  await expect(other.locator('tbody tr').first()).toBeVisible()
  let [refreshes, refusals] = [0, 0]
  context.on('response', (response) => {
    refreshes += response.url().endsWith('/auth/refresh') ? 1 : 0
    refusals += response.url().includes('/businesses/') && response.status() === 401 ? 1 : 0
  })
  const person = customer()
  await inbound(page, { ...person, text: 'Before it ran out' })
  await mock.expire(page)
  const refreshed = page.waitForResponse(/auth.refresh$/)
  await conversations(page).getByRole('link', { name: person.name }).click()
  await refreshed
  await other.getByLabel('Customer').fill(person.from)
  await expect(page.getByRole('log')).toContainText('Before it ran out')
  await expect(other.locator('tbody tr')).toHaveCount(1)
  // The socket lived by the old token: it is made anew by the new one, and misses nothing.
  await inbound(page, { ...person, text: 'After it ran out' })
  await expect(page.getByRole('log')).toContainText('After it ran out')
  await expect(other.getByRole('button', { name: '1 new message' })).toBeVisible()
  expect(refusals, 'the old token was used').toBeGreaterThan(0)
  expect(refreshes).toBe(1)
})

test('a session that somebody else signed out ends here with the next request', async ({ page }) => {
  mock.only()
  await signedIn(page)
  await page.goto('/inbox')
  await live(page)
  await page.request.post('/api/v1/auth/logout')
  await page.keyboard.press('Alt+t')
  await expect(page).toHaveURL(/\/sign-in/)
})

async function accept(page: Page, link: string, password: string): Promise<void> {
  await page.goto(link)
  await page.getByLabel('Your name').fill('Nia New')
  await page.getByLabel('New password').fill(password)
  await page.getByRole('button', { name: 'Start' }).click()
}
const address = () => `${customer().from}@example.org`

test('an invitation makes an account, and a spent one says so', async ({ page }) => {
  mock.only()
  const link = await mock.invite(page, address())
  await accept(page, link, 'short')
  await expect(page.getByText('Use at least 10 characters.')).toBeVisible()
  await accept(page, link, 'a long enough one')
  await expect(page).toHaveURL(/\/inbox/)
  await accept(page, link, 'a long enough one')
  await expect(page.getByText('This invitation was used, withdrawn or has run out.')).toBeVisible()
  await page.goto('/accept-invite')
  await expect(page.getByText('This link is incomplete')).toBeVisible()
})

test('an invitation of somebody who has an account asks for that account’s password', async ({ page }) => {
  mock.only()
  const email = address()
  await accept(page, await mock.invite(page, email), 'a long enough one')
  await expect(page).toHaveURL(/\/inbox/)
  await accept(page, await mock.invite(page, email), 'another long one')
  await expect(page.getByText('There is an account with your email address. Enter its password.')).toBeVisible()
  await expect(page.getByText('Email or password is wrong.')).toBeHidden()
  await expect(page).toHaveURL(/\/accept-invite/)
  await expect(page.getByLabel('Password')).toHaveAttribute('autocomplete', 'current-password')
  await page.getByLabel('Password').fill('a long enough one')
  await page.getByRole('button', { name: 'Start' }).click()
  await expect(page).toHaveURL(/\/inbox/)
})
