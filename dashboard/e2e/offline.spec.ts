// The network goes away, or is slow, while the page still loads parts of itself: what is shown stays and works, and the rest comes later.

import type { ElementHandle, Locator, Page, Route } from '@playwright/test'
import { conversation, conversations, customer, expect, inbound, live, mock, signedIn, stored, test } from './world'

const row = (page: Page, { name }: { name: string }) => conversations(page).getByRole('link', { name })
const offlineLine = (page: Page) => page.getByText('Offline. What you see may be out of date.')

/** From the answer that lets the inbox begin on, decides about every part of the program that isn't there yet, told how often it was asked for. */
async function rest(page: Page, decide: (route: Route, times: number) => unknown): Promise<void> {
  let begun = false
  const asked = new Map<string, number>()
  await page.route('**/_next/static/**/*.js', async (route) => {
    if (!begun) return route.continue()
    const url = route.request().url()
    const times = (asked.get(url) ?? 0) + 1
    asked.set(url, times)
    await decide(route, times)
  })
  await page.route('**/api/v1/businesses?*', async (route) => {
    begun = true
    await route.continue()
  })
}

const refuse = (route: Route) => route.abort('internetdisconnected')

/** How often the page itself was loaded. */
function loads(page: Page): () => number {
  let count = 0
  page.on('request', (request) => (count += request.isNavigationRequest() ? 1 : 0))
  return () => count
}

test('a part of the program that can’t be loaded at first leaves the rest alone, and is loaded later', async ({ page }) => {
  const token = await signedIn(page)
  const person = customer()
  await stored(page, token, { ...person, text: 'Still here' })
  const loaded = loads(page)
  let refused = 0
  await rest(page, (route, times) => {
    if (times > 2) return route.continue()
    refused += 1
    return refuse(route)
  })
  await page.goto('/inbox')
  await row(page, person).click()
  await expect(page.getByRole('log')).toContainText('Still here')
  await expect(row(page, person)).toContainText('Still here')
  expect(refused).toBeGreaterThan(1)
  expect(loaded()).toBe(1)
})

test('a part of the program that can’t be loaded at all says so in its place, and how to go on', async ({ page }) => {
  const token = await signedIn(page)
  const person = customer()
  await stored(page, token, { ...person, text: 'Still here' })
  const loaded = loads(page)
  await rest(page, refuse)
  await page.goto('/inbox')
  await row(page, person).click()
  await expect(page.getByText("That didn't work")).toBeVisible()
  await expect(row(page, person)).toContainText('Still here')
  expect(loaded()).toBe(1)
  await page.unrouteAll()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('log')).toContainText('Still here')
})

test('going offline while the thread still loads keeps the list, says so quietly, and goes on when the network is back', async ({ page, context }) => {
  const token = await signedIn(page)
  const person = customer()
  await stored(page, token, { ...person, text: 'Are you there?' })
  const loaded = loads(page)
  // Asked for, and never answered.
  const held: Route[] = []
  await rest(page, (route) => held.push(route))
  await page.goto('/inbox')
  await expect(row(page, person)).toContainText('Are you there?')
  await expect.poll(() => held.length).toBeGreaterThan(0)
  await context.setOffline(true)
  await page.unroute('**/_next/static/**/*.js')
  for (const route of held) await refuse(route)
  await row(page, person).click()
  await expect(page).toHaveURL(/[?&]c=/)
  await expect(offlineLine(page)).toBeVisible()
  await expect(row(page, person)).toContainText('Are you there?')
  await expect(page.getByText("That didn't work")).toBeHidden()
  await context.setOffline(false)
  await expect(page.getByRole('log')).toContainText('Are you there?')
  expect(loaded()).toBe(1)
})

/** Presses a filter of the table; ends when the real ones have come for all others, and the button is still down. */
async function pressedMeanwhile(page: Page): Promise<{ filter: Locator; pressed: ElementHandle }> {
  await signedIn(page)
  const held: Route[] = []
  await rest(page, (route) => held.push(route))
  await page.goto('/messages')
  const filter = page.getByRole('combobox', { name: 'Direction' })
  const pressed = await filter.elementHandle()
  const other = await page.getByRole('combobox', { name: 'Status' }).elementHandle()
  await filter.hover()
  await page.mouse.down()
  await expect.poll(() => held.length).toBeGreaterThan(0)
  await page.unroute('**/_next/static/**/*.js')
  for (const route of held) await route.continue()
  await expect.poll(() => isThere(other)).toBe(false)
  return { filter, pressed }
}

const isThere = (element: ElementHandle) => element.evaluate(({ isConnected }) => isConnected)

test('a press during which the real filter comes opens it', async ({ page }) => {
  await pressedMeanwhile(page)
  await page.mouse.up()
  await page.getByRole('option', { name: 'Outbound' }).click()
  await expect(page).toHaveURL(/direction=out/)
})

test('a press that ends elsewhere opens nothing, and the real filter comes then', async ({ page }) => {
  const { filter, pressed } = await pressedMeanwhile(page)
  await page.getByLabel('Search text').hover()
  await page.mouse.up()
  await expect.poll(() => isThere(pressed)).toBe(false)
  await expect(page.getByRole('listbox')).toBeHidden()
  await filter.click()
  await expect(page.getByRole('option', { name: 'Outbound' })).toBeVisible()
})

test('going to another page while offline waits, and arrives when the network is back', async ({ page, context }) => {
  await signedIn(page)
  await page.goto('/inbox')
  await live(page)
  await conversation(page, 'On the screen')
  await context.setOffline(true)
  await expect(offlineLine(page)).toBeVisible()
  await page.keyboard.press('Alt+t')
  await expect(page.getByRole('log')).toContainText('On the screen')
  await context.setOffline(false)
  await expect(page).toHaveURL(/\/messages/)
  await expect(page.getByRole('heading', { name: 'Messages' })).toBeVisible()
})

test('a page whose first scripts did not come starts again by itself', async ({ page }) => {
  await signedIn(page)
  let refused = 0
  await page.route('**/_next/static/**/*.js', (route) => {
    refused += 1
    return route.abort('internetdisconnected')
  })
  await page.goto('/inbox')
  await expect.poll(() => refused).toBeGreaterThan(0)
  await page.unroute('**/_next/static/**/*.js')
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
})

test('after sleep the connection is made anew, and what was missed is there', async ({ page }) => {
  mock.only()
  await page.clock.install()
  await signedIn(page)
  await page.goto('/inbox')
  await live(page)
  const person = await conversation(page, 'Good night')
  // The line is dead, and nobody said so.
  await mock.mute(page)
  await inbound(page, { ...person, text: 'Written while you slept' })
  await page.clock.fastForward('02:00:00')
  await expect(page.getByRole('log')).toContainText('Written while you slept')
})

test('keys that are pressed while the palette is still on its way mean nothing else', async ({ page }) => {
  await signedIn(page)
  const held: Route[] = []
  let arrived = false
  await rest(page, (route) => (arrived ? route.continue() : held.push(route)))
  await page.goto('/inbox')
  await expect(page.getByRole('region', { name: 'Conversations' })).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.keyboard.press('Shift+Slash')
  arrived = true
  for (const route of held) await route.continue()
  await expect(page.getByRole('combobox', { name: 'Type a command or a name' })).toBeFocused()
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeHidden()
})
