// Where a thread stands: at its newest message until the reader leaves it, and then nowhere but where the reader is.

import type { Locator, Page } from '@playwright/test'
import { placeOf } from './place'
import { conversations, customer, expect, inbound, live, mock, people, signedIn, test } from './world'

const LINES = 70
/** Tall enough for the first page to come near the oldest message of it, so that the next one loads by itself. */
const TALL = { width: 1280, height: 1700 }

/** A customer who wrote more than one page, in messages of one line and of many. */
async function talker(page: Page): Promise<{ name: string; from: string; newest: string }> {
  const person = customer()
  for (let n = 1; n <= LINES; n++) await inbound(page, { ...person, text: `Line ${n} ${'and more '.repeat(n % 9 === 0 ? 60 : 1)}` })
  return { ...person, newest: `Line ${LINES}` }
}

const log = (page: Page) => page.getByRole('log')
const line = (page: Page, text: string) => log(page).getByText(new RegExp(`^${text}( |$)`))
const gap = (thread: Locator) => thread.evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight)

/** Writes down, once per frame that shows messages, how far the thread is from its end; answers the farthest. */
async function watched(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const painted = new MessageChannel()
    const gaps: number[] = []
    Object.assign(window, { gaps })
    painted.port1.onmessage = () => {
      const element = document.querySelector('[role=log]')
      if (element?.querySelector('time')) gaps.push(element.scrollHeight - element.scrollTop - element.clientHeight)
    }
    const frame = () => {
      painted.port2.postMessage(null)
      requestAnimationFrame(frame)
    }
    frame()
  })
  return () => page.evaluate(() => Math.max(...(window as unknown as { gaps: number[] }).gaps))
}

test.beforeEach(async ({ page }) => {
  mock.only()
  await page.setViewportSize(TALL)
  await signedIn(page)
  await page.goto('/inbox')
  await live(page)
})

test('a thread opens at its newest message and stays there while older ones load, the next one too', async ({ page }) => {
  const people = [await talker(page), await talker(page)]
  for (const person of people) {
    const farthest = await watched(page)
    const older = page.waitForResponse(/messages\?.*cursor=/)
    await conversations(page).getByRole('link', { name: person.name }).click()
    await older
    await expect(page.getByText('Loading older messages')).toBeHidden()
    await expect(line(page, person.newest)).toBeInViewport({ ratio: 1 })
    await expect.poll(() => gap(log(page))).toBeLessThan(2)
    expect(await farthest()).toBeLessThan(2)
    await page.setViewportSize({ ...TALL, height: 900 })
    await expect(line(page, person.newest)).toBeInViewport({ ratio: 1 })
    await page.setViewportSize(TALL)
  }
  await conversations(page).getByRole('link', { name: people[0]?.name }).click()
  await expect(line(page, `Line ${LINES}`)).toBeInViewport({ ratio: 1 })
})

test('at its end a thread follows what comes in; scrolled up nothing moves, and coming back finds the same place', async ({ page }) => {
  const person = await talker(page)
  const other = customer()
  await inbound(page, { ...other, text: 'Somebody else' })
  await conversations(page).getByRole('link', { name: person.name }).click()
  await expect(line(page, person.newest)).toBeInViewport({ ratio: 1 })
  for (const text of ['Followed once', `Followed twice ${'at length '.repeat(80)}`]) {
    await inbound(page, { ...person, text })
    await expect(log(page).getByText(text.trim())).toBeInViewport({ ratio: 1 })
    await expect.poll(() => gap(log(page))).toBeLessThan(2)
  }

  await log(page).hover()
  await page.mouse.wheel(0, -1500)
  await expect(page.getByRole('button', { name: 'Jump to latest' })).toBeVisible()
  const before = await placeOf(log(page))
  await inbound(page, { ...person, text: 'Not followed' })
  await expect(page.getByRole('button', { name: '1 new message' })).toBeVisible()
  expect(await placeOf(log(page))).toEqual(before)

  await conversations(page).getByRole('link', { name: other.name }).click()
  await expect(line(page, 'Somebody else')).toBeInViewport({ ratio: 1 })
  await conversations(page).getByRole('link', { name: person.name }).click()
  await expect(page.getByRole('heading', { name: person.name })).toBeVisible()
  await expect.poll(() => placeOf(log(page))).toEqual(before)
})

test('the next person to sign in finds a thread at its end', async ({ page }) => {
  const person = await talker(page)
  const open = async () => {
    await conversations(page).getByRole('link', { name: person.name }).click()
    await expect(line(page, person.newest)).toBeInViewport({ ratio: 1 })
  }
  await open()
  await log(page).hover()
  await page.mouse.wheel(0, -1500)
  await expect(page.getByRole('button', { name: 'Jump to latest' })).toBeVisible()
  await page.getByRole('button', { name: 'Account and settings' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByLabel('Email').fill(people.owner.email)
  await page.getByLabel('Password').fill(people.owner.password)
  await page.keyboard.press('Enter')
  await expect(line(page, person.newest)).toBeInViewport({ ratio: 1 })
})
