// What people do to conversations: at once on the screen, done once, and taken back with words when it fails.

import type { Page, Route } from '@playwright/test'
import { conversation, conversations, customer, expect, inbound, live, mock, people, signedIn, test } from './world'

const actions = (page: Page) => page.getByRole('group', { name: 'Actions' })
const row = (page: Page, name: string) => conversations(page).getByRole('link', { name })

test.beforeEach(async ({ page }) => {
  mock.only()
  await signedIn(page)
  await page.goto('/inbox')
  await live(page)
})

test('opening a conversation marks it read, for everybody', async ({ page, browser, world }) => {
  const person = customer()
  await inbound(page, { ...person, text: 'One' })
  await inbound(page, { ...person, text: 'Two' })
  const colleague = await (await browser.newContext({ baseURL: world })).newPage()
  await signedIn(colleague, people.agent)
  await colleague.goto('/inbox?b=acme_3f9c2a')
  await expect(row(colleague, person.name)).toContainText('2 unread messages')
  await row(page, person.name).click()
  await expect(row(page, person.name)).not.toContainText('unread')
  await expect(row(colleague, person.name)).not.toContainText('unread')
  await colleague.context().close()
})

test('a window without the focus marks nothing read', async ({ page }) => {
  const person = await conversation(page, 'Seen')
  await expect(row(page, person.name)).not.toContainText('unread')
  await page.evaluate(() => {
    document.hasFocus = () => false
    window.dispatchEvent(new Event('blur'))
  })
  await inbound(page, { ...person, text: 'Not seen yet' })
  await expect(row(page, person.name)).toContainText('1 unread message')
  await page.evaluate(() => {
    document.hasFocus = () => true
    window.dispatchEvent(new Event('focus'))
  })
  await expect(row(page, person.name)).not.toContainText('unread')
})

test('resolving leaves the list, Undo brings it back, and the key does the same', async ({ page }) => {
  const person = await conversation(page, 'Thanks, bye')
  await actions(page).getByRole('button', { name: 'Resolve' }).click()
  await expect(row(page, person.name)).toBeHidden()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(row(page, person.name)).toBeVisible()
  await page.keyboard.press('Alt+e')
  await expect(actions(page).getByRole('button', { name: 'Reopen' })).toBeVisible()
  await page.keyboard.press('Alt+z')
  await expect(actions(page).getByRole('button', { name: 'Resolve' })).toBeVisible()
})

test('resolve and next goes on to the next one of the list', async ({ page }) => {
  const first = customer()
  await inbound(page, { ...first, text: 'Older' })
  const second = await conversation(page, 'Newer')
  await page.keyboard.press('Control+Alt+e')
  await expect(page.getByRole('heading', { name: first.name })).toBeVisible()
  await expect(row(page, second.name)).toBeHidden()
})

test('a conversation is assigned from the list of people and with the key, and found in its view', async ({ page }) => {
  const person = await conversation(page, 'Who helps me?')
  await page.keyboard.press('Alt+a')
  await page.getByPlaceholder('Search people').fill('Lena')
  await page.getByRole('option', { name: 'Lena Vogel' }).click()
  await expect(actions(page).getByLabel('Assigned to')).toContainText('Lena Vogel')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Mine' }).click()
  await expect(page).toHaveURL(/f=mine/)
  await expect(row(page, person.name)).toBeHidden()
  await page.goBack()
  await row(page, person.name).click()
  await expect(page.getByRole('log')).toContainText('Who helps me?')
  await page.keyboard.press('Alt+i')
  await expect(actions(page).getByLabel('Assigned to')).toContainText('Olivia Owner')
  await page.keyboard.press('Alt+n')
  await expect(page).toHaveURL(/f=mine/)
  await expect(row(page, person.name)).toBeVisible()
})

test('snoozing hides until a time, and a message brings it back', async ({ page }) => {
  const person = await conversation(page, 'Call me tomorrow')
  await page.keyboard.press('Alt+m')
  await page.getByRole('menuitem', { name: /^Tomorrow/ }).click()
  await expect(row(page, person.name)).toBeHidden()
  await expect(page.getByText(/Snoozed until/).filter({ visible: true })).toHaveCount(1)
  await page.getByLabel('Conversations shown').click()
  await page.getByRole('option', { name: 'Snoozed' }).click()
  await expect(page).toHaveURL(/s=snoozed/)
  await expect(row(page, person.name)).toBeVisible()
  await inbound(page, { ...person, text: 'I am awake' })
  await expect(row(page, person.name)).toBeHidden()
})

test('a snooze that is over brings a conversation back by itself', async ({ page }) => {
  const person = await conversation(page, 'Call me in a second')
  const asked = page.waitForRequest((request) => request.url().endsWith('/snooze'))
  await page.route('**/snooze', (route) => route.continue({ postData: JSON.stringify({ until: new Date(Date.now() + 1_000).toISOString() }) }))
  await page.keyboard.press('Alt+m')
  await page.getByRole('menuitem', { name: /^Tomorrow/ }).click()
  await asked
  await expect(row(page, person.name)).toBeHidden()
  await expect(row(page, person.name)).toBeVisible()
  await expect(page.getByText(/Snoozed until/).filter({ visible: true })).toHaveCount(0)
})

test('a refusal is taken back, said in words, and can be tried again', async ({ page }) => {
  const person = await conversation(page, 'Please close this')
  await page.route('**/resolve', (route) => route.fulfill({ status: 409, contentType: 'application/problem+json', json: { code: 'conflict', status: 409 } }))
  await page.keyboard.press('Alt+e')
  const notices = page.getByRole('region', { name: 'Notices' })
  await expect(notices).toContainText(`${person.name} couldn't be resolved`)
  await expect(notices).toContainText('Somebody changed this just now.')
  await expect(notices).not.toContainText('Resolved')
  await expect(row(page, person.name)).toBeVisible()
  await page.unroute('**/resolve')
  // What is urgent is read out at once, and its buttons are there for the tree of accessibility when somebody goes to it (F6).
  await notices.locator('button', { hasText: 'Try again' }).click()
  await expect(row(page, person.name)).toBeHidden()
})

test('an answer that is lost is asked for again under the same key, and the work is done once', async ({ page }) => {
  const person = await conversation(page, 'Answer lost')
  const keys: (string | undefined)[] = []
  const lose = async (route: Route) => {
    keys.push(route.request().headers()['idempotency-key'])
    if (keys.length > 1) return route.continue()
    await route.fetch()
    return route.abort('connectionreset')
  }
  await page.route('**/resolve', lose)
  await page.keyboard.press('Alt+e')
  await expect(row(page, person.name)).toBeHidden()
  await expect.poll(() => keys.length).toBe(2)
  expect(keys[0]).toBeTruthy()
  expect(keys[1]).toBe(keys[0])
  await expect(page.getByText("couldn't be resolved")).toBeHidden()
})

test('what is done offline shows at once, is said to wait, and is sent when the network is back', async ({ page, context }) => {
  const person = await conversation(page, 'No network here')
  await context.setOffline(true)
  await page.keyboard.press('Alt+e')
  await expect(row(page, person.name)).toBeHidden()
  await expect(page.getByText('1 change waits to be sent.')).toBeVisible()
  const sent = page.waitForResponse((response) => response.url().endsWith('/resolve') && response.ok())
  await context.setOffline(false)
  await sent
  await expect(row(page, person.name)).toBeHidden()
})

test('a mark of having read that was refused is tried again with the next look', async ({ page }) => {
  const person = customer()
  await inbound(page, { ...person, text: 'Did you see this?' })
  const refused = page.waitForResponse('**/read')
  await page.route('**/read', (route) => route.fulfill({ status: 409, contentType: 'application/problem+json', json: { code: 'conflict', status: 409 } }))
  await row(page, person.name).click()
  await refused
  await expect(row(page, person.name)).toContainText('1 unread message')
  await page.unroute('**/read')
  await page.evaluate(() => {
    document.hasFocus = () => false
    window.dispatchEvent(new Event('blur'))
  })
  await expect(row(page, person.name)).toContainText('1 unread message')
  await page.evaluate(() => {
    document.hasFocus = () => true
    window.dispatchEvent(new Event('focus'))
  })
  await expect(row(page, person.name)).not.toContainText('unread')
})

test('after Undo by its button, the key takes nothing back', async ({ page }) => {
  const person = await conversation(page, 'Open, closed, open, closed')
  await page.keyboard.press('Alt+e')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(actions(page).getByRole('button', { name: 'Resolve' })).toBeVisible()
  const write = page.waitForRequest(/\/(reopen|resolve)$/)
  await page.keyboard.press('Alt+z')
  await page.keyboard.press('Alt+e')
  expect((await write).url()).toMatch(/resolve$/)
  await expect(row(page, person.name)).toBeHidden()
})
