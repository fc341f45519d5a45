// The network goes away while the page still loads parts of itself: what is shown stays, and the rest comes when it is back.

import type { Page } from '@playwright/test'
import { conversation, conversations, expect, inbound, customer, live, mock, signedIn, test } from './world'

const offlineLine = (page: Page) => page.getByText('Offline. What you see may be out of date.')

/** From the answer that lets the inbox begin on, none of the program that isn't there yet can be had; answers how often it was asked for. */
async function withoutTheRest(page: Page): Promise<{ refused: () => number; back: () => Promise<void> }> {
  let away = false
  let refused = 0
  await page.route('**/_next/static/**/*.js', (route) => {
    if (!away) return route.continue()
    refused += 1
    return route.abort('internetdisconnected')
  })
  await page.route('**/api/v1/businesses?*', async (route) => {
    away = true
    await route.continue()
  })
  return { refused: () => refused, back: () => page.unroute('**/_next/static/**/*.js') }
}

test('a part of the program that can’t be loaded leaves the rest alone, and is loaded later', async ({ page }) => {
  await signedIn(page)
  const person = customer()
  await inbound(page, { ...person, text: 'Still here' })
  const network = await withoutTheRest(page)
  await page.goto('/inbox')
  await conversations(page).getByRole('link', { name: person.name }).click()
  await expect.poll(network.refused).toBeGreaterThan(2)
  await expect(conversations(page)).toContainText('Still here')
  await network.back()
  await expect(page.getByRole('log')).toContainText('Still here')
})

test('going offline while the thread still loads keeps the list, says so quietly, and goes on when the network is back', async ({ page, context }) => {
  await signedIn(page)
  const person = customer()
  await inbound(page, { ...person, text: 'Are you there?' })
  const network = await withoutTheRest(page)
  await page.goto('/inbox')
  await expect(conversations(page)).toContainText('Are you there?')
  await expect.poll(network.refused).toBeGreaterThan(0)
  await context.setOffline(true)
  await conversations(page).getByRole('link', { name: person.name }).click()
  await expect(page).toHaveURL(/[?&]c=/)
  await expect(conversations(page)).toContainText('Are you there?')
  await expect(page.getByText("That didn't work")).toBeHidden()
  await network.back()
  await context.setOffline(false)
  await expect(page.getByRole('log')).toContainText('Are you there?')
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
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible({ timeout: 15_000 })
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
