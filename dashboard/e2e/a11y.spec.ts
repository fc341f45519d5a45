// axe on every page and state, in each width, theme and direction, and in every language everything has room. Also: nothing is asked of
// a third party, and nothing breaks the content security policy.

import { complaintsOf, misfits, serious } from './faults'
import { STOPS } from './stops'
import { expect, mock, signedIn, spoken, test } from './world'

/** A desk, a tablet and a phone. */
const WIDTHS = [1440, 834, 390]

// A trace keeps the page of every step, and there are hundreds of them.
test.use({ trace: 'off' })

for (const stop of STOPS) {
  test(`nothing serious, nothing cut: ${stop.name}`, async ({ page, world }) => {
    mock.only()
    test.setTimeout(240_000)
    const complaints = complaintsOf(page, world)
    if (stop.who) await signedIn(page, stop.who)
    for (const width of WIDTHS) {
      for (const locale of ['en', 'ar', 'de'] as const) {
        await page.setViewportSize({ width, height: 844 })
        await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
        await page.addInitScript((value) => localStorage.setItem('switchboard.preferences', JSON.stringify({ locale: value })), locale)
        await page.goto(stop.path)
        await spoken(page, locale)
        await page.waitForLoadState('networkidle')
        await stop.arrive?.(page)
        const place = `${width} px, ${locale}`
        expect.soft(await misfits(page), place).toEqual([])
        // German has the longest words, and else it is like English.
        for (const theme of locale === 'de' ? [] : (['light', 'dark'] as const)) {
          await page.emulateMedia({ colorScheme: theme })
          await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
          expect.soft(await serious(page), `${place}, ${theme}`).toEqual([])
        }
        await stop.leave?.(page)
      }
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
