// The frame: panes, keys, focus, the way back, and the switch from business to business.

import type { Page } from '@playwright/test'
import { BUSY } from './people'
import { conversation, conversations, customer, expect, inbound, live, mock, people, signedIn, spoken, test } from './world'

test.beforeEach(async ({ page }) => {
  await signedIn(page)
  await page.goto('/inbox')
  await live(page)
})

const widthOf = (page: Page) => page.getByRole('region', { name: 'Conversations' }).evaluate((element) => element.getBoundingClientRect().width)

test('the list gets the width that people give it, by keys and by dragging, and keeps it', async ({ page }) => {
  const separator = page.getByRole('separator', { name: 'Width of the list' })
  const before = await widthOf(page)
  await separator.focus()
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => widthOf(page)).toBe(before + 16)
  await page.keyboard.press('Home')
  await expect(separator).toHaveAttribute('aria-valuenow', '256')
  const box = await separator.boundingBox()
  if (!box) throw new Error('the separator is not shown')
  await page.mouse.move(box.x + 4, 300)
  await page.mouse.down()
  await page.mouse.move(box.x + 104, 300, { steps: 4 })
  await page.mouse.up()
  await expect(separator).toHaveAttribute('aria-valuenow', '356')
  await page.reload()
  await expect(separator).toHaveAttribute('aria-valuenow', '356')
  await expect.poll(() => widthOf(page)).toBe(356)
})

test('a pane that is dragged is kept once, when it is let go, and asks for no colours', async ({ page }) => {
  await page.evaluate(() => {
    const counts = { kept: 0, colours: 0 }
    Object.assign(window, { counts })
    const keep = localStorage.setItem.bind(localStorage)
    Storage.prototype.setItem = (...kept) => {
      counts.kept += 1
      keep(...kept)
    }
    const styles = window.getComputedStyle.bind(window)
    window.getComputedStyle = (element, ...rest) => {
      if (element === document.documentElement) counts.colours += 1
      return styles(element, ...rest)
    }
  })
  const separator = page.getByRole('separator', { name: 'Width of the list' })
  const before = await widthOf(page)
  const box = await separator.boundingBox()
  await page.mouse.move((box?.x ?? 0) + 4, 300)
  await page.mouse.down()
  await page.mouse.move((box?.x ?? 0) + 84, 300, { steps: 8 })
  await expect.poll(() => widthOf(page)).toBe(before + 80)
  const counts = () => page.evaluate(() => (window as unknown as { counts: { kept: number; colours: number } }).counts)
  expect(await counts()).toEqual({ kept: 0, colours: 0 })
  await page.mouse.up()
  await expect.poll(counts).toEqual({ kept: 1, colours: 0 })
  await expect.poll(() => widthOf(page)).toBe(before + 80)
})

test('the contact is beside the thread where there is room, and over it where there is none', async ({ page }) => {
  const person = await conversation(page, 'Who am I?')
  await expect(page.getByRole('complementary', { name: 'Contact' })).toContainText(person.name)
  await page.setViewportSize({ width: 800, height: 900 })
  await expect(page.getByRole('complementary', { name: 'Contact' })).toBeHidden()
  await page.keyboard.press('Alt+o')
  await expect(page.getByRole('dialog', { name: 'Contact' })).toContainText(person.name)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog', { name: 'Contact' })).toBeHidden()
  await expect(page.getByRole('log')).toContainText('Who am I?')
})

test('on a phone Back goes from the contact to the thread and to the list, and never opens them again', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  const person = await conversation(page, 'From a phone')
  await page.getByRole('button', { name: 'Contact details' }).click()
  await expect(page.getByRole('dialog', { name: 'Contact' })).toContainText(person.name)
  await page.goBack()
  await expect(page.getByRole('dialog', { name: 'Contact' })).toBeHidden()
  await expect(page.getByRole('log')).toContainText('From a phone')
  await page.getByRole('button', { name: 'Back to the conversations' }).click()
  await expect(conversations(page)).toBeVisible()
  await expect(conversations(page).getByRole('link', { name: person.name })).toBeFocused()
  await expect(page).not.toHaveURL(/[?&]c=/)
})

test('whoever is on a row with the keyboard stays on it when others move, and comes to its neighbour when it leaves', async ({ page }) => {
  mock.only()
  const person = await conversation(page, 'Hold on')
  const row = conversations(page).getByRole('link', { name: person.name })
  await row.focus()
  const others = [customer(), customer(), customer()]
  for (const other of others) await inbound(page, { ...other, text: 'Hello' })
  for (const { name } of others) await expect(conversations(page).getByRole('link', { name })).toBeVisible()
  await expect(row).toBeFocused()
  await page.keyboard.press('Alt+e')
  await expect(row).toBeHidden()
  await expect(conversations(page).locator('a:focus')).toHaveCount(1)
})

test('another page begins at its content', async ({ page }) => {
  await conversation(page, 'Leaving')
  await page.getByRole('log').focus()
  await page.keyboard.press('Alt+t')
  await expect(page.getByRole('heading', { name: 'Messages' })).toBeVisible()
  await expect(page.locator('main')).toBeFocused()
})

test('keys are changed, switched off and put back in the settings', async ({ page }) => {
  await page.keyboard.press('Alt+s')
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
  const go = page.getByRole('button', { name: /^Change keys of “Go to messages”/ })
  await go.click()
  await page.keyboard.press('Alt+k')
  await expect(page.getByText('These keys already belong to “Previous conversation or row”.')).toBeVisible()
  await go.click()
  await page.keyboard.press('Alt+9')
  await expect(go).toContainText('Alt9')
  await page.keyboard.press('Alt+t')
  await page.keyboard.press('Alt+9')
  await expect(page.getByRole('heading', { name: 'Messages' })).toBeVisible()
  await page.keyboard.press('Alt+s')
  await go.click()
  await page.keyboard.press('Backspace')
  await expect(go).toContainText('Off')
  await page.reload()
  await expect(go).toContainText('Off')
  const reset = page.getByRole('button', { name: 'Put all keys back' })
  await reset.press('Enter')
  await expect(go).toContainText('AltT')
  await expect(reset).toBeDisabled()
  await expect(reset).toBeFocused()
})

test('Enter and Space press what has the keyboard and are no keys of a command, and a letter is none while somebody writes', async ({ page }) => {
  await page.keyboard.press('Alt+s')
  const go = page.getByRole('button', { name: /^Change keys of “Go to messages”/ })
  await go.focus()
  await page.keyboard.press('Enter')
  await expect(go).toContainText('Press keys')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Space')
  await expect(go).toContainText('Press keys')
  await page.keyboard.press('m')
  await expect(go).toContainText('M')
  await page.keyboard.press('m')
  await expect(page.getByRole('heading', { name: 'Messages' })).toBeVisible()
  await page.getByLabel('Search text').fill('')
  await page.keyboard.type('hmm')
  await expect(page.getByLabel('Search text')).toHaveValue('hmm')
})

test('the day of what is read stays in sight while a thread is scrolled', async ({ page }) => {
  mock.only()
  // His thread is long; he writes, so that he stands at the top however many others have written.
  await inbound(page, { ...BUSY, text: 'ok' })
  await conversations(page).getByRole('link', { name: BUSY.name }).click()
  const log = page.getByRole('log')
  await expect(log).toBeVisible()
  await log.hover()
  await page.mouse.wheel(0, -700)
  await expect(page.locator('p[aria-hidden]').filter({ hasText: /Today|Yesterday|202\d/ })).toBeVisible()
})

test('an admin finds a business by typing, with the keyboard alone', async ({ page }) => {
  mock.only()
  await signedIn(page, people.admin)
  await page.goto('/inbox')
  await live(page)
  const switcher = page.getByRole('button', { name: /^Switch business/ })
  await switcher.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('combobox', { name: 'Search businesses' })).toBeFocused()
  await page.keyboard.type('globex')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/b=globex_77aa01/)
  await expect(page.getByRole('region', { name: 'Conversations' })).toContainText('Globex Travel')
})

test('the arrows keep the business that Enter would take in sight, and a word that is composed chooses none', async ({ page }) => {
  mock.only()
  await page.route(/\/api\/v1\/businesses(\?|$)/, async (route) => {
    const { items, ...rest } = (await (await route.fetch()).json()) as { items: { id: string; display_name: string }[] }
    const more = Array.from({ length: 40 }, (_, n) => ({ ...items[0], id: `shop_${n}`, display_name: `Shop ${n}` }))
    await route.fulfill({ json: { ...rest, items: [...items, ...more] } })
  })
  await page.goto('/inbox')
  await page.getByRole('button', { name: /^Switch business/ }).press('Enter')
  const search = page.getByRole('combobox', { name: 'Search businesses' })
  await expect(search).toBeFocused()
  await expect(page.getByRole('option')).toHaveCount(41)
  await expect(page.getByRole('option').last()).not.toBeInViewport()
  await search.evaluate((input) => input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true })))
  await page.keyboard.press('ArrowUp')
  await expect(page.getByRole('option').last()).toBeInViewport({ ratio: 1 })
})

test('in Arabic the way out points the way one reads', async ({ page }) => {
  await page.evaluate(() => localStorage.setItem('switchboard.preferences', JSON.stringify({ locale: 'ar' })))
  await page.reload()
  await spoken(page, 'ar')
  await page.getByRole('navigation').getByRole('button').last().click()
  await expect(page.getByRole('menuitem').last().locator('svg')).toHaveCSS('scale', '-1 1')
})
