// Every section and all that floats: axe in each look and direction, and everything has room in every language.

import type { Page } from '@playwright/test'
import { complaintsOf, misfits, serious } from './faults'
import { gallery, part, type Kept } from './gallery-page'
import { expect, mock, test } from './world'

// A trace keeps the page of every step, and there are hundreds of them.
test.use({ gallery: true, trace: 'off' })
test.beforeEach(() => mock.only())

const SECTIONS = ['foundations', 'buttons', 'fields', 'marks', 'bubbles', 'media', 'choices', 'composer', 'table', 'floating', 'charts', 'states']

const LOOKS = [
  { theme: 'light', contrast: 'normal', density: 'comfortable' },
  { theme: 'dark', contrast: 'more', density: 'compact' },
  { theme: 'dark', contrast: 'normal', density: 'comfortable' },
  { theme: 'light', contrast: 'more', density: 'compact' },
] as const

/** Changes how things look as another tab would. */
async function look(page: Page, kept: Kept): Promise<void> {
  await page.evaluate((value) => {
    localStorage.setItem('switchboard.preferences', value)
    window.dispatchEvent(new StorageEvent('storage'))
  }, JSON.stringify(kept))
  await expect(page.locator(`html[data-theme=${kept.theme}][data-contrast=${kept.contrast}]`)).toBeAttached()
}

for (const section of SECTIONS) {
  test(`nothing serious, nothing cut: ${section}`, async ({ page, world }) => {
    test.setTimeout(240_000)
    const complaints = complaintsOf(page, world)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    for (const [column, width] of [1440, 834, 390].entries()) {
      for (const [row, locale] of (['en', 'ar', 'de'] as const).entries()) {
        // Every width and every direction meets all four looks; MATRIX=full lets each pair of them do so.
        const looks = process.env.MATRIX === 'full' ? LOOKS : (column + row) % 2 === 0 ? LOOKS.slice(0, 2) : LOOKS.slice(2)
        await page.setViewportSize({ width, height: 844 })
        await gallery(page, section, { ...looks[0], locale })
        if (section === 'charts') await expect(page.getByRole('img').locator('svg').first()).toBeVisible()
        const place = `${width} px, ${locale}`
        expect.soft(await misfits(page), place).toEqual([])
        // German has the longest words, and else it is like English.
        for (const kept of locale === 'de' ? [] : looks) {
          await look(page, { ...kept, locale })
          expect.soft(await serious(page), `${place}, ${kept.theme}, contrast ${kept.contrast}`).toEqual([])
        }
      }
    }
    expect(complaints).toEqual([])
  })
}

for (const [name, section, open] of [
  ['combobox', 'fields', (page: Page) => part(page, 'combobox').getByRole('combobox').first().click()],
  ['date range', 'fields', (page: Page) => part(page, 'date range').getByRole('button').first().click()],
  ['menu', 'floating', (page: Page) => part(page, 'menu, popover').getByRole('button').first().click()],
  ['dialog', 'floating', (page: Page) => part(page, 'dialog, drawer').getByRole('button').first().click()],
  ['drawer', 'floating', (page: Page) => part(page, 'dialog, drawer').getByRole('button').nth(1).click()],
  ['toast', 'floating', (page: Page) => part(page, 'toast').getByRole('button').last().click()],
  ['columns', 'table', (page: Page) => part(page, /^data table/).getByRole('button').first().click()],
] as const) {
  for (const [width, locale] of [[1440, 'en'], [390, 'ar'], [390, 'de']] as const) {
    test(`what floats has room and no serious finding: ${name}, ${width} px, ${locale}`, async ({ page }) => {
      await page.setViewportSize({ width, height: 844 })
      await page.emulateMedia({ reducedMotion: 'reduce' })
      await gallery(page, section, { locale })
      await open(page)
      await expect(page.locator('[role=listbox], [role=menu], [role=dialog]').first()).toBeVisible()
      expect.soft(await misfits(page)).toEqual([])
      for (const kept of LOOKS) {
        await look(page, { ...kept, locale })
        expect.soft(await serious(page), `${kept.theme}, contrast ${kept.contrast}`).toEqual([])
      }
    })
  }
}
