// axe on every page, in both themes, in a left-to-right and a right-to-left language, wide and on a phone. Also: nothing is asked
// of a third party, and nothing breaks the content security policy.

import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { STOPS } from './stops'
import { expect, mock, signedIn, test } from './world'

/** What the page should never do; grows while it does. */
function complaintsOf(page: Page, origin: string): string[] {
  const complaints: string[] = []
  page.on('console', (message) => /Content Security Policy|MISSING_MESSAGE|Hydration/i.test(message.text()) && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => !request.url().startsWith(origin) && !/^(data|blob):/.test(request.url()) && complaints.push(`third party: ${request.url()}`))
  return complaints
}

for (const [theme, locale, width] of [
  ['light', 'en', 1440],
  ['dark', 'ar', 1440],
  ['light', 'ar', 390],
  ['dark', 'en', 390],
] as const) {
  test(`no serious finding on any page, ${theme}, ${locale}, ${width} px`, async ({ page, world }) => {
    mock.only()
    test.setTimeout(240_000)
    const complaints = complaintsOf(page, world)
    await page.setViewportSize({ width, height: 844 })
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await page.addInitScript((value) => localStorage.setItem('switchboard.preferences', JSON.stringify({ locale: value })), locale)
    for (const stop of STOPS) {
      await page.context().clearCookies()
      if (stop.who) await signedIn(page, stop.who)
      await page.goto(stop.path)
      await page.waitForLoadState('networkidle')
      await expect(page.locator('html')).toHaveAttribute('dir', locale === 'ar' ? 'rtl' : 'ltr')
      await stop.arrive?.(page)
      const { violations } = await new AxeBuilder({ page }).analyze()
      const bad = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(bad.map(({ id, nodes }) => `${stop.name}: ${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`)).toEqual([])
      await stop.leave?.(page)
    }
    expect(complaints).toEqual([])
  })
}

test('the policy of every page allows scripts by hash and nothing by a third party', async ({ page }) => {
  for (const path of new Set(STOPS.map((stop) => stop.path.split('?')[0] ?? '/'))) {
    const answer = await page.request.get(path)
    const policy = answer.headers()['content-security-policy'] ?? ''
    expect(policy, path).toMatch(/default-src 'none'/)
    expect(policy, path).toMatch(/script-src 'self' 'sha256-/)
    expect(policy, path).not.toMatch(/unsafe|https?:|\*/)
    expect(await answer.text(), `${path} has no inline style`).not.toMatch(/ style="/)
  }
})
