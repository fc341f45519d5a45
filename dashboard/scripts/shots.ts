// Pictures of every page and state (e2e/stops.ts): desktop, tablet, phone; light and dark; English and Arabic.
// `npm run shots <folder> [pattern]`, after `npm run build`; the pattern picks by name: `thread.*phone.dark`.

import { chromium, type Browser } from '@playwright/test'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { STOPS } from '../e2e/stops.ts'

const [folder = 'shots', pattern = ''] = process.argv.slice(2)
const wanted = new RegExp(pattern)
const VIEWPORTS = { desktop: { width: 1440, height: 900 }, tablet: { width: 834, height: 1112 }, phone: { width: 390, height: 844 } }

async function shoot(browser: Browser, base: string, device: keyof typeof VIEWPORTS, theme: 'light' | 'dark', locale: 'en' | 'ar'): Promise<void> {
  const context = await browser.newContext({ baseURL: base, viewport: VIEWPORTS[device], colorScheme: theme, reducedMotion: 'reduce', locale: 'en-GB' })
  await context.addInitScript((value) => localStorage.setItem('switchboard.preferences', JSON.stringify({ locale: value })), locale)
  const page = await context.newPage()
  for (const stop of STOPS) {
    const name = `${stop.name.replaceAll(' ', '-')}.${device}.${theme}.${locale}`
    if (!wanted.test(name)) continue
    await context.clearCookies()
    if (stop.who) await page.request.post('/api/v1/auth/login', { data: stop.who })
    await page.goto(stop.path)
    await page.locator(`html[lang=${locale}]:not([data-words])`).waitFor({ state: 'attached' })
    await page.waitForLoadState('networkidle')
    await stop.arrive?.(page)
    await page.screenshot({ path: join(folder, `${name}.png`) })
    await stop.leave?.(page)
  }
  await context.close()
}

mkdirSync(folder, { recursive: true })
const server = spawn(process.execPath, [join(import.meta.dirname, '../mock/server.ts')], { env: { ...process.env, PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit'] })
const [said] = (await once(server.stdout, 'data')) as [Buffer]
const base = /http:\S+/.exec(said.toString())?.[0] ?? ''
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', chromiumSandbox: false, args: ['--disable-gpu', '--disable-background-networking'] })
try {
  for (const device of ['desktop', 'tablet', 'phone'] as const) {
    for (const theme of ['light', 'dark'] as const) {
      for (const locale of ['en', 'ar'] as const) await shoot(browser, base, device, theme, locale)
    }
  }
} finally {
  await browser.close()
  server.kill()
}
