// What the gallery's tests share.

import { expect, type Page } from '@playwright/test'
import { spoken } from './world'

export type Kept = { theme?: 'light' | 'dark'; contrast?: 'normal' | 'more'; density?: 'comfortable' | 'compact'; locale?: 'en' | 'de' | 'ar' }

/** Opens a section of the gallery as somebody has chosen to see it. */
export async function gallery(page: Page, section: string, kept: Kept = {}): Promise<void> {
  await page.addInitScript((value) => localStorage.setItem('switchboard.preferences', value), JSON.stringify({ locale: 'en', ...kept }))
  await page.goto(`/gallery?section=${section}`)
  await expect(page.locator('main h2')).toBeVisible()
  await spoken(page, kept.locale ?? 'en')
  // What is loaded on demand has taken the place of what stood for it.
  await page.waitForLoadState('networkidle')
}

/** A part of the section that is open, by its name. */
export const part = (page: Page, name: string | RegExp) => page.locator('main').getByRole('region', { name })
