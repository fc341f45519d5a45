// What isn't loaded yet: the next page of a list and of a thread, and what is said while there is one.

import type { Page, Route } from '@playwright/test'
import { BUSY } from './people'
import { conversations, customer, expect, inbound, live, mock, people, signedIn, test } from './world'

/** Refuses the next page, and counts how often it was asked for. */
async function refused(page: Page, pattern: RegExp): Promise<() => number> {
  let asked = 0
  await page.route(pattern, (route: Route) => {
    asked += 1
    return route.fulfill({ status: 403, contentType: 'application/problem+json', json: { code: 'forbidden', status: 403 } })
  })
  return () => asked
}

test.beforeEach(() => mock.only())

test('a next page of the list that fails is said, asked for once, and again by hand', async ({ page }) => {
  const next = /northwind_9e21bb\/conversations\?.*cursor=/
  const asked = await refused(page, next)
  await signedIn(page, people.admin)
  await page.goto('/inbox?b=northwind_9e21bb')
  await live(page)
  const list = conversations(page)
  await list.getByRole('link').first().focus()
  await page.keyboard.press('End')
  await expect(page.getByText("More couldn't be loaded.")).toBeVisible()
  // What comes in draws the list anew, and so does going through it.
  const person = customer()
  await page.request.post('/mock/inbound', { data: { ...person, text: 'New', business: 'northwind_9e21bb' } })
  await page.keyboard.press('Home')
  await expect(list).toContainText(person.name)
  await page.keyboard.press('End')
  expect(asked()).toBe(1)
  await page.unroute(next)
  const answered = page.waitForResponse(next)
  await page.getByRole('button', { name: 'Try again' }).click()
  expect((await answered).ok()).toBe(true)
  await expect(page.getByText("More couldn't be loaded.")).toBeHidden()
})

test('older messages that fail are said, asked for once, and again by hand', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 1700 })
  const next = /\/messages\?.*cursor=/
  const asked = await refused(page, next)
  await signedIn(page)
  await page.goto('/inbox')
  await live(page)
  await conversations(page).getByRole('link', { name: BUSY.name }).first().click()
  const log = page.getByRole('log')
  await log.hover()
  await page.mouse.wheel(0, -20_000)
  await expect(page.getByText("Older messages couldn't be loaded.")).toBeVisible()
  const rows = await log.getAttribute('aria-label')
  await page.mouse.wheel(0, 20_000)
  await page.mouse.wheel(0, -20_000)
  await expect(log).toHaveAttribute('aria-label', rows ?? '')
  expect(asked()).toBe(1)
  await page.unroute(next)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByText("Older messages couldn't be loaded.")).toBeHidden()
})

test('a list that goes on doesn’t say that it ends, and neither do the numbers about it', async ({ page }) => {
  await signedIn(page, people.admin)
  await page.goto('/inbox?b=northwind_9e21bb')
  await expect(conversations(page).getByRole('listitem').first()).toHaveAttribute('aria-setsize', '-1')
  await expect(page.getByText(/^At least \d+ conversations wait$/)).toBeAttached()
  await expect(page).toHaveTitle(/^\(\d+\+\) Inbox/)
  await page.goto('/inbox?b=globex_77aa01')
  await expect(conversations(page).getByRole('listitem').first()).toHaveAttribute('aria-setsize', /^\d+$/)
  await expect(page).toHaveTitle(/^(\(\d+\) )?Inbox/)
})

test('with more unread than loaded, the line of the new ones stands where they begin', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 1700 })
  await signedIn(page)
  const person = customer()
  for (let n = 1; n <= 60; n++) await inbound(page, { ...person, text: `Unread ${n}` })
  await page.goto('/inbox')
  await conversations(page).getByRole('link', { name: person.name }).click()
  const log = page.getByRole('log')
  await expect(log).toContainText('Unread 60')
  await log.hover()
  await page.mouse.wheel(0, -20_000)
  await expect(log.getByText('Unread 1', { exact: true })).toBeVisible()
  const rows = log.locator('[data-index]')
  await expect(rows.filter({ hasText: '60 new messages' })).toHaveAttribute('data-index', '1')
  await expect(rows.filter({ has: page.getByText('Unread 1', { exact: true }) })).toHaveAttribute('data-index', '2')
})

test('a thread whose conversation couldn’t be loaded loads it on “Try again”', async ({ page }) => {
  await signedIn(page)
  const one = /\/conversations\/[0-9a-f-]+$/
  await refused(page, one)
  await page.goto('/inbox')
  await conversations(page).getByRole('link', { name: BUSY.name }).first().click()
  await expect(page.getByText("That didn't work")).toBeVisible()
  await page.unroute(one)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('log').locator('time').last()).toBeVisible()
})

test('“mine” shows nobody else’s while it isn’t known who that is', async ({ page }) => {
  await signedIn(page)
  let answer: () => void = () => undefined
  const asked = new Promise<void>((resolve) => (answer = resolve))
  await page.route('**/api/v1/auth/me', async (route) => {
    await asked
    await route.continue()
  })
  await page.goto('/inbox')
  await expect(conversations(page).getByRole('link').first()).toBeVisible()
  await page.getByRole('button', { name: 'Mine' }).click()
  await expect(page).toHaveURL(/f=mine/)
  await expect(conversations(page)).toBeHidden()
  answer()
  await expect(conversations(page).getByRole('link').first()).toBeVisible()
})
