// Every page and state of the dashboard that is looked at: by axe (a11y.spec.ts) and by people (scripts/shots.ts).
// What leads there doesn't depend on the language.

import type { Page } from '@playwright/test'
import { BUSY, customer, people } from './people.ts'

export type Stop = {
  name: string
  path: string
  /** Nobody is signed in when it is left out. */
  who?: { email: string; password: string }
  arrive?: (page: Page) => Promise<void>
  /** Puts things back for the next stop. */
  leave?: (page: Page) => Promise<void>
}

const { owner, admin, nobody } = people

async function thread(page: Page): Promise<void> {
  await list(page)
  const row = page.locator('a[data-conversation]', { hasText: BUSY.name }).first()
  // Only what is near the eye is in the page, and others may have written since.
  while ((await row.count()) === 0) await page.locator('a[data-conversation]').last().scrollIntoViewIfNeeded()
  await row.click()
  await page.getByRole('log').locator('time').last().waitFor()
}
const after = (first: (page: Page) => Promise<void>, next: (page: Page) => Promise<unknown>) => async (page: Page) => {
  await first(page)
  await next(page)
}
const rows = (page: Page) => page.locator('tbody tr').first().waitFor()
/** Somebody writes while the table is looked at. */
async function fresh(page: Page): Promise<void> {
  await page.locator('html[data-live=online]').waitFor({ state: 'attached' })
  await page.request.post('/mock/inbound', { data: { ...customer(), text: 'Is the rye bread back?' } })
  await page.locator('main header [role=status] button').waitFor()
}
const list = (page: Page) => page.locator('a[data-conversation]').first().waitFor()

export const STOPS: readonly Stop[] = [
  { name: 'sign-in', path: '/sign-in' },
  { name: 'sign-in with errors', path: '/sign-in', arrive: (page) => page.locator('button[type=submit]').click() },
  { name: 'accept-invite', path: '/accept-invite?token=x' },
  {
    name: 'accept-invite with an account',
    path: '/accept-invite?token=known-invite',
    arrive: async (page) => {
      await page.locator('input[name=name]').fill('Lena')
      await page.locator('input[name=new-password]').fill('not the password')
      await page.locator('button[type=submit]').click()
      await page.locator('form [role=alert]').first().waitFor()
    },
  },
  { name: 'accept-invite incomplete', path: '/accept-invite' },
  { name: 'not found', path: '/nothing' },
  { name: 'inbox', path: '/inbox', who: owner, arrive: list },
  { name: 'inbox resolved', path: '/inbox?s=resolved', who: owner, arrive: list },
  { name: 'inbox nothing', path: '/inbox?f=mine&s=pending', who: admin },
  { name: 'thread', path: '/inbox', who: owner, arrive: thread },
  { name: 'thread contact', path: '/inbox', who: owner, arrive: after(thread, (page) => (wide(page) ? Promise.resolve() : opened(page, 'Alt+o', '[role=dialog]'))) },
  { name: 'thread assign', path: '/inbox', who: owner, arrive: after(thread, (page) => opened(page, 'Alt+a', '[role=listbox]')) },
  { name: 'thread snooze', path: '/inbox', who: owner, arrive: after(thread, (page) => opened(page, 'Alt+m', '[role=menu]')) },
  {
    name: 'thread resolved with a notice',
    path: '/inbox',
    who: owner,
    arrive: after(thread, (page) => opened(page, 'Alt+e', '[role=dialog],[role=alertdialog]')),
    leave: async (page) => {
      const reopened = page.waitForResponse((answer) => answer.url().endsWith('/reopen'))
      await Promise.all([reopened, page.keyboard.press('Alt+z')])
    },
  },
  { name: 'messages', path: '/messages', who: owner, arrive: rows },
  { name: 'messages new', path: '/messages', who: owner, arrive: after(rows, fresh) },
  { name: 'messages filter', path: '/messages', who: owner, arrive: after(rows, (page) => page.locator('[role=search] button').first().click()) },
  { name: 'messages columns', path: '/messages', who: owner, arrive: after(rows, (page) => page.locator('main header button[aria-haspopup=menu]').click().then(() => page.locator('[role=menu]').waitFor())) },
  { name: 'messages across businesses', path: '/messages', who: admin, arrive: rows },
  { name: 'messages none', path: '/messages?q=nothingfits', who: owner },
  { name: 'palette', path: '/inbox', who: owner, arrive: after(list, (page) => opened(page, 'Control+k', '[role=dialog]')) },
  { name: 'keys', path: '/inbox', who: owner, arrive: after(list, (page) => opened(page, 'Shift+Slash', '[role=dialog]')) },
  { name: 'account menu', path: '/inbox', who: owner, arrive: after(list, (page) => page.locator('nav button').last().click().then(() => page.locator('[role=menu]').waitFor())) },
  { name: 'business switcher', path: '/inbox', who: admin, arrive: after(list, (page) => page.locator('nav button').first().click().then(() => page.locator('[role=listbox]').waitFor())) },
  { name: 'settings', path: '/settings', who: owner },
  { name: 'no business', path: '/inbox', who: nobody },
  { name: 'no access', path: '/inbox?b=northwind_9e21bb', who: owner },
  {
    name: 'offline',
    path: '/inbox',
    who: owner,
    arrive: after(thread, async (page) => {
      await page.context().setOffline(true)
      await page.locator('[role=status] p').first().waitFor()
    }),
    leave: (page) => page.context().setOffline(false),
  },
  {
    name: 'failed',
    path: '/inbox?s=all',
    who: owner,
    arrive: async (page) => {
      await page.route('**/conversations?*', (route) => route.fulfill({ status: 403, json: { code: 'forbidden', status: 403 } }))
      await page.reload()
      await page.locator('section [role=alert]').first().waitFor()
    },
    leave: (page) => page.unroute('**/conversations?*'),
  },
]

const wide = (page: Page) => (page.viewportSize()?.width ?? 0) >= 1024

async function opened(page: Page, keys: string, what: string): Promise<void> {
  await page.keyboard.press(keys)
  await page.locator(what).first().waitFor()
}
