// What somebody chose is kept, and only that: everything else goes on following the system.

import type { Page } from '@playwright/test'
import { command, expect, signedIn, test } from './world'

const html = (page: Page) => page.locator('html')

async function choose(page: Page, setting: string, choice: string): Promise<void> {
  await page.getByRole('combobox', { name: setting }).click()
  await page.getByRole('option', { name: choice }).click()
}

test('contrast and theme follow the system while it changes, also after something else was chosen', async ({ page }) => {
  await page.emulateMedia({ contrast: 'no-preference', colorScheme: 'light' })
  await signedIn(page)
  await page.goto('/settings')
  await choose(page, 'Density', 'Compact')
  await expect(html(page)).toHaveAttribute('data-density', 'compact')
  await expect(html(page)).toHaveAttribute('data-contrast', 'normal')
  await page.emulateMedia({ contrast: 'more', colorScheme: 'dark' })
  await expect(html(page)).toHaveAttribute('data-contrast', 'more')
  await expect(html(page)).toHaveAttribute('data-theme', 'dark')
  await page.reload()
  await expect(page.getByRole('combobox', { name: 'Density' })).toContainText('Compact')
  await expect(html(page)).toHaveAttribute('data-contrast', 'more')
  await page.emulateMedia({ contrast: 'no-preference', colorScheme: 'light' })
  await expect(html(page)).toHaveAttribute('data-contrast', 'normal')
  await expect(html(page)).toHaveAttribute('data-theme', 'light')
})

test('a chosen contrast stays whatever the system says, until it is left to the system again', async ({ page }) => {
  await page.emulateMedia({ contrast: 'more' })
  await signedIn(page)
  await page.goto('/settings')
  await choose(page, 'Contrast', 'Normal')
  await expect(html(page)).toHaveAttribute('data-contrast', 'normal')
  await page.reload()
  await expect(page.getByRole('combobox', { name: 'Contrast' })).toContainText('Normal')
  await expect(html(page)).toHaveAttribute('data-contrast', 'normal')
  await choose(page, 'Contrast', 'Like the system')
  await expect(html(page)).toHaveAttribute('data-contrast', 'more')
})

test('the bar of the browser has the colour of the page, whoever chose the theme', async ({ page }) => {
  const bar = () => page.evaluate(() => document.querySelector<HTMLMetaElement>('meta[name="theme-color"]')?.content)
  const edge = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  await page.emulateMedia({ colorScheme: 'light' })
  await signedIn(page)
  await page.goto('/settings')
  const light = await bar()
  expect(light).toBe(await edge())
  await choose(page, 'Theme', 'Dark')
  await expect.poll(bar).not.toBe(light)
  const dark = await bar()
  expect(dark).toBe(await edge())
  await page.reload()
  await expect(page.getByRole('combobox', { name: 'Theme' })).toContainText('Dark')
  expect(await bar()).toBe(dark)
})

test('the language is the browser’s until somebody chooses one', async ({ browser, world }) => {
  const german = await browser.newContext({ baseURL: world, locale: 'de-DE' })
  const before = await german.newPage()
  await signedIn(before)
  await before.goto('/settings')
  await choose(before, 'Dichte', 'Kompakt')
  await expect(html(before)).toHaveAttribute('lang', 'de')
  const kept = await german.storageState()
  await german.close()
  const arabic = await browser.newContext({ baseURL: world, locale: 'ar', storageState: kept })
  const after = await arabic.newPage()
  await signedIn(after)
  await after.goto('/settings')
  await expect(html(after)).toHaveAttribute('dir', 'rtl')
  await choose(after, 'اللغة', 'Deutsch')
  await expect(html(after)).toHaveAttribute('lang', 'de')
  await after.reload()
  await expect(after.getByRole('heading', { name: 'Einstellungen' })).toBeVisible()
  await arabic.close()
})

test('a browser that keeps nothing shows what is chosen until the page is left', async ({ page }) => {
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
  })
  await signedIn(page)
  await page.goto('/settings')
  await choose(page, 'Theme', 'Dark')
  await expect(html(page)).toHaveAttribute('data-theme', 'dark')
  await expect(page.getByRole('combobox', { name: 'Theme' })).toContainText('Dark')
  await page.emulateMedia({ contrast: 'more' })
  await expect(html(page)).toHaveAttribute('data-contrast', 'more')
  await expect(html(page)).toHaveAttribute('data-theme', 'dark')
})

test('how things look is chosen by the palette too', async ({ page }) => {
  await signedIn(page)
  await page.goto('/settings')
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
  await command(page, 'contrast high')
  await expect(html(page)).toHaveAttribute('data-contrast', 'more')
  await expect(page.getByRole('combobox', { name: 'Contrast' })).toContainText('High')
})
