// Takes a picture of every section of the gallery and of what floats in it: wide, tablet and phone; light, dark and high contrast; English
// and Arabic. For looking at, not for comparing. After `npm run build:gallery`:
//   npm run shots:gallery FOLDER [NAME...]
// where a NAME is that of a picture, a section, a screen, a look or a language, and those that aren't named are left out.

import { chromium, type Browser, type Page } from '@playwright/test'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const SCREENS = { wide: { width: 1440, height: 900 }, tablet: { width: 834, height: 1112 }, phone: { width: 390, height: 844 } }
const LOOKS = { light: { theme: 'light', contrast: 'normal' }, dark: { theme: 'dark', contrast: 'normal' }, contrast: { theme: 'light', contrast: 'more' }, 'dark-contrast': { theme: 'dark', contrast: 'more' } }
const LOCALES = ['en', 'ar'] as const

type Shot = { name: string; section: string; arrive?: (page: Page) => Promise<void> }

const button = (page: Page, index: number, part: string) => page.locator(`main section[aria-label="${part}"] button`).nth(index)

const opened =
  (part: string, index: number, popup: string) =>
  async (page: Page): Promise<void> => {
    await button(page, index, part).click()
    await page.locator(popup).first().waitFor()
  }

const SHOTS: Shot[] = [
  ...['foundations', 'buttons', 'fields', 'marks', 'bubbles', 'media', 'choices', 'composer', 'table', 'floating', 'charts', 'states'].map((section) => ({ name: section, section })),
  { name: 'combobox-open', section: 'fields', arrive: opened('combobox', 0, '[role=listbox]') },
  { name: 'date-range-open', section: 'fields', arrive: opened('date range', 1, '[role=grid]') },
  { name: 'columns-open', section: 'table', arrive: opened('data table, column choice, pager', 0, '[role=menu]') },
  { name: 'menu-open', section: 'floating', arrive: opened('menu, popover', 0, '[role=menu]') },
  { name: 'dialog-open', section: 'floating', arrive: opened('dialog, drawer', 0, '[role=dialog]') },
  { name: 'drawer-open', section: 'floating', arrive: opened('dialog, drawer', 1, '[role=dialog]') },
  { name: 'drawer-bottom-open', section: 'floating', arrive: opened('dialog, drawer', 2, '[role=dialog]') },
  {
    name: 'toasts',
    section: 'floating',
    arrive: async (page) => {
      await button(page, 0, 'toast').click()
      await button(page, 1, 'toast').click()
      await page.getByRole('dialog').nth(1).waitFor()
    },
  },
  { name: 'chart-table', section: 'charts', arrive: (page) => button(page, 1, 'chart frame, lines over time').click() },
]

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function shoot(browser: Browser, base: string, folder: string, screen: keyof typeof SCREENS, look: keyof typeof LOOKS, locale: string, shots: readonly Shot[]): Promise<void> {
  const context = await browser.newContext({ viewport: SCREENS[screen], reducedMotion: 'reduce', hasTouch: screen !== 'wide', isMobile: screen === 'phone' })
  await context.addInitScript((kept) => localStorage.setItem('switchboard.preferences', kept), JSON.stringify({ ...LOOKS[look], locale }))
  for (const { name, section, arrive } of shots) {
    const page = await context.newPage()
    await page.goto(`${base}/gallery?section=${section}`)
    await page.locator(`html[lang=${locale}]:not([data-words]) main h2`).waitFor()
    await page.waitForLoadState('networkidle')
    await arrive?.(page)
    if (!arrive) {
      // The whole section, however long: the page itself never scrolls.
      const hiddenPx = await page.locator('main').evaluate((main) => main.scrollHeight - main.clientHeight)
      const { width, height } = SCREENS[screen]
      await page.setViewportSize({ width, height: Math.min(4000, height + hiddenPx) })
    }
    // What was asked for has come to rest: a frame was drawn after the last picture of it.
    await page.evaluate(() => document.fonts.ready.then(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))))
    await page.screenshot({ path: join(folder, `${name}-${screen}-${look}-${locale}.png`) })
    await page.close()
  }
  await context.close()
}

const [folder = '/tmp/gallery', ...only] = process.argv.slice(2)
mkdirSync(folder, { recursive: true })
/** Those that are named, or all if none is. */
function named<T>(all: readonly T[], names: (one: T) => readonly string[]): readonly T[] {
  const some = all.filter((one) => names(one).some((name) => only.includes(name)))
  return some.length > 0 ? some : all
}
const one = <T extends string>(all: readonly T[]) => named(all, (name) => [name])
const shots = named(SHOTS, ({ name, section }) => [name, section])
const screens = one(Object.keys(SCREENS) as (keyof typeof SCREENS)[])
const looks = one(Object.keys(LOOKS) as (keyof typeof LOOKS)[])
const locales = one(LOCALES)
const port = await freePort()
const server = spawn(process.execPath, [join(ROOT, 'mock/server.ts')], { env: { ...process.env, GALLERY: '1', PORT: String(port) }, stdio: ['ignore', 'pipe', 'inherit'] })
await once(server.stdout, 'data')
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', chromiumSandbox: false, args: ['--disable-gpu', '--no-first-run', '--disable-background-networking'] })
try {
  for (const screen of screens) {
    for (const look of looks) {
      for (const locale of locales) await shoot(browser, `http://127.0.0.1:${port}`, folder, screen, look, locale, shots)
    }
  }
} finally {
  await browser.close()
  server.kill()
}
console.log(`${shots.length * screens.length * looks.length * locales.length} pictures in ${folder}`)
