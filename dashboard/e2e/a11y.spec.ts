// axe on every page, in both themes, in a left-to-right and a right-to-left language. Also: nothing is asked of a third party,
// and nothing breaks the content security policy.

import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { customer, inbound, signedIn } from './world'

type Stop = { name: string; path: string; signedIn: boolean; arrive?: (page: Page) => Promise<void> }

const STOPS: Stop[] = [
  { name: 'sign-in', path: '/sign-in', signedIn: false },
  { name: 'sign-in with errors', path: '/sign-in', signedIn: false, arrive: (page) => page.locator('button[type=submit]').click() },
  { name: 'accept-invite', path: '/accept-invite?token=x', signedIn: false },
  { name: 'inbox', path: '/inbox', signedIn: true },
  {
    name: 'thread',
    path: '/inbox',
    signedIn: true,
    arrive: async (page) => {
      await page.locator('main ul a').first().click()
      await expect(page.getByRole('log')).toBeVisible()
    },
  },
  { name: 'messages', path: '/messages', signedIn: true, arrive: (page) => expect(page.locator('tbody tr').first()).toBeVisible() },
  { name: 'messages with a filter open', path: '/messages', signedIn: true, arrive: (page) => page.locator('[role=search] button').first().click() },
  { name: 'palette', path: '/inbox', signedIn: true, arrive: (page) => page.keyboard.press('Control+k') },
  { name: 'account menu', path: '/inbox', signedIn: true, arrive: (page) => page.locator('nav button').last().click() },
  { name: 'not found', path: '/nothing', signedIn: false },
]

for (const theme of ['light', 'dark'] as const) {
  for (const locale of ['en', 'ar'] as const) {
    test(`no serious finding on any page, ${theme}, ${locale}`, async ({ page, baseURL }) => {
      test.setTimeout(120_000)
      const complaints: string[] = []
      page.on('console', (message) => /Content Security Policy|MISSING_MESSAGE|Hydration/i.test(message.text()) && complaints.push(message.text()))
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on('request', (request) => !request.url().startsWith(baseURL ?? '') && !/^(data|blob):/.test(request.url()) && complaints.push(`third party: ${request.url()}`))
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      await page.addInitScript((value) => localStorage.setItem('switchboard.preferences', JSON.stringify({ locale: value })), locale)
      for (const stop of STOPS) {
        if (stop.signedIn) await signedIn(page)
        else await page.context().clearCookies()
        if (stop.name === 'inbox') await inbound(page, { ...customer(), text: 'For axe' })
        await page.goto(stop.path)
        await page.waitForLoadState('networkidle')
        await expect(page.locator('html')).toHaveAttribute('dir', locale === 'ar' ? 'rtl' : 'ltr')
        await stop.arrive?.(page)
        const { violations } = await new AxeBuilder({ page }).analyze()
        const bad = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
        expect(bad.map(({ id, nodes }) => `${stop.name}: ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)).toEqual([])
      }
      expect(complaints).toEqual([])
    })
  }
}
