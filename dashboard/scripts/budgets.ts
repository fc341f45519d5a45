// Measures the budgets of the dashboard in Chromium against the mock and the export in `out/`, and writes budgets.json.
// Run it on a quiet machine, after `npm run build`.

import { chromium, type CDPSession, type Page } from '@playwright/test'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'

const LARGE = 'northwind_9e21bb'
const ROOT = join(import.meta.dirname, '..')

type Measured = { name: string; unit: string; value: number; budget: number }
const results: Measured[] = []
const record = (name: string, unit: string, value: number, budget: number) => {
  results.push({ name, unit, value: Math.round(value * 10) / 10, budget })
  console.log(`${value <= budget ? 'within' : 'OVER  '}  ${name}: ${Math.round(value * 10) / 10} ${unit} (budget ${budget})`)
}

const server = spawn(process.execPath, [join(ROOT, 'mock/server.ts')], { env: { ...process.env, PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit'] })
const [said] = (await once(server.stdout, 'data')) as [Buffer]
const BASE = /http:\S+/.exec(said.toString())?.[0] ?? ''
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  chromiumSandbox: false,
  args: ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--js-flags=--expose-gc'],
})

type Opened = {
  page: Page
  cdp: CDPSession
  /** Compressed bytes of the scripts that the page names itself, and of all that were loaded so far. */
  scriptBytes: () => { page: number; all: number }
}

async function open(email: string | null, path: string): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  if (email) await page.request.post(`${BASE}/api/v1/auth/login`, { data: { email, password: 'correct horse battery' } })
  const cdp = await context.newCDPSession(page)
  await cdp.send('Network.enable')
  const scripts = new Map<string, { named: boolean; bytes: number }>()
  cdp.on('Network.requestWillBeSent', ({ requestId, type, initiator }) => type === 'Script' && scripts.set(requestId, { named: initiator.type === 'parser', bytes: 0 }))
  cdp.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
    const script = scripts.get(requestId)
    if (script) script.bytes += encodedDataLength
  })
  await page.goto(BASE + path)
  const sum = (some: { bytes: number }[]) => some.reduce((total, { bytes }) => total + bytes, 0)
  const scriptBytes = () => ({ page: sum([...scripts.values()].filter(({ named }) => named)), all: sum([...scripts.values()]) })
  return { page, cdp, scriptBytes }
}

const firstPaint = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          const paint = list.getEntriesByName('first-contentful-paint')[0]
          if (paint) resolve(paint.startTime)
        }).observe({ type: 'paint', buffered: true })
      }),
  )

/** The longest time between two frames while an element is scrolled through `screens` heights, and the 95th percentile. */
const scroll = (page: Page, selector: string, direction: 1 | -1) =>
  page.evaluate(
    ([chosen, sign]) =>
      new Promise<{ longest: number; p95: number }>((resolve) => {
        const element = document.querySelector(chosen)
        if (!element) throw new Error('nothing to scroll')
        const gaps: number[] = []
        let before = performance.now()
        const step = (now: number) => {
          gaps.push(now - before)
          before = now
          element.scrollTop += sign * 240
          if (gaps.length < 240) requestAnimationFrame(step)
          else {
            const sorted = gaps.slice(2).sort((a, b) => a - b)
            resolve({ longest: sorted.at(-1) ?? 0, p95: sorted[Math.floor(sorted.length * 0.95)] ?? 0 })
          }
        }
        requestAnimationFrame(step)
      }),
    [selector, direction] as const,
  )

async function firstPages(): Promise<void> {
  for (const [name, email, path, content] of [
    ['sign-in', null, '/sign-in', 'button[type=submit]'],
    ['inbox', 'owner@acme.example', '/inbox', 'main ul a'],
    ['messages', 'owner@acme.example', '/messages', 'tbody tr'],
  ] as const) {
    const { page, scriptBytes } = await open(email, path)
    await page.locator(content).first().waitFor()
    const shown = await page.evaluate(() => performance.now())
    const paint = await firstPaint(page)
    // What is loaded when the page is idle comes within this time.
    await page.waitForTimeout(4_000)
    record(`${name}: script of the page, compressed`, 'KB', scriptBytes().page / 1000, 180)
    record(`${name}: all script, with what comes beside and after it (socket, thread, popups)`, 'KB', scriptBytes().all / 1000, 300)
    record(`${name}: first paint, cold cache`, 'ms', paint, 1000)
    record(`${name}: its own content on the screen, cold cache`, 'ms', shown, 1000)
    await page.context().close()
  }
}

/** From the click to the frame that shows the other conversation. */
async function switching(): Promise<void> {
  const { page } = await open('owner@acme.example', '/inbox')
  const links = page.locator('main ul a')
  for (const index of [0, 1, 2]) {
    await links.nth(index).click()
    await page.getByRole('log').waitFor()
    await page.waitForLoadState('networkidle')
  }
  const times: number[] = []
  for (let n = 0; n < 12; n++) {
    times.push(
      await page.evaluate(
        (index) =>
          new Promise<number>((resolve) => {
            const link = document.querySelectorAll<HTMLAnchorElement>('main ul a')[index]
            const old = document.querySelector('[role=log]')
            const start = performance.now()
            link?.click()
            const look = () => {
              const log = document.querySelector('[role=log]')
              if (log && log !== old && log.querySelector('time')) resolve(performance.now() - start)
              else requestAnimationFrame(look)
            }
            requestAnimationFrame(look)
          }),
        n % 3,
      ),
    )
  }
  const sorted = times.sort((a, b) => a - b)
  record('switching conversation from cache, median', 'ms', sorted[6] ?? 0, 100)
  record('switching conversation from cache, slowest of 12', 'ms', sorted.at(-1) ?? 0, 100)
  await page.context().close()
}

async function large(): Promise<void> {
  const { page, cdp } = await open('admin@switchboard.example', `/inbox?b=${LARGE}&s=all`)
  const list = 'main section ul'
  await page.locator(`${list} a`).first().waitFor()
  // Everything is loaded first: the budget is about drawing, not about fetching.
  await page.evaluate(
    (selector) =>
      new Promise<void>((resolve) => {
        const step = () => {
          const scroller = document.querySelector(selector)?.parentElement
          if (scroller) scroller.scrollTop = scroller.scrollHeight
          if (Number(document.querySelector(`${selector} li`)?.getAttribute('aria-setsize')) >= 10_000) resolve()
          else setTimeout(step, 20)
        }
        step()
      }),
    list,
  )
  await page.evaluate((selector) => document.querySelector(selector)?.parentElement?.scrollTo(0, 0), list)
  await page.waitForTimeout(500)
  const rows = await scroll(page, await marked(page, list), 1)
  record('scrolling 10,000 conversations, longest frame', 'ms', rows.longest, 50)
  record('scrolling 10,000 conversations, 95th percentile', 'ms', rows.p95, 50)

  await page.evaluate((selector) => document.querySelector(selector)?.parentElement?.scrollTo(0, 0), list)
  await page.waitForTimeout(300)
  await page.locator(`${list} a`).nth(1).click()
  await page.getByRole('log').locator('time').first().waitFor()
  const thread = await scroll(page, '[role=log]', -1)
  record('scrolling a thread of 5,000 messages while it loads, longest frame', 'ms', thread.longest, 50)
  record('scrolling a thread of 5,000 messages while it loads, 95th percentile', 'ms', thread.p95, 50)

  const heap = async () => {
    await cdp.send('HeapProfiler.collectGarbage')
    return ((await cdp.send('Runtime.getHeapUsage')).usedSize) / 1e6
  }
  const burst = async (count: number, last: string) => {
    await page.request.post(`${BASE}/mock/burst`, { data: { business: LARGE, count } })
    await page.request.post(`${BASE}/mock/inbound`, { data: { business: LARGE, from: '491510000000', text: last } })
    await page.getByText(last).first().waitFor()
  }
  // The first ones warm up what is loaded lazily; memory is compared after that.
  await page.evaluate((selector) => document.querySelector(selector)?.parentElement?.scrollTo(0, 0), list)
  await burst(2_000, 'The first rush is over')
  const before = await heap()
  await burst(2_000, 'The second rush is over')
  record('memory that 2,000 more live changes leave behind', 'MB', (await heap()) - before, 4)
  await page.context().close()
}

/** Scrolls are done on the parent of the list: it gets a mark to be found by. */
async function marked(page: Page, list: string): Promise<string> {
  await page.evaluate((selector) => document.querySelector(selector)?.parentElement?.setAttribute('data-scrolled', ''), list)
  return '[data-scrolled]'
}

try {
  await firstPages()
  await switching()
  await large()
} finally {
  await browser.close()
  server.kill()
}
// Other work on the machine shows in the times, so it is said beside them.
const load = Math.round((loadavg()[0] ?? 0) * 10) / 10
const machine = `${cpus()[0]?.model.trim() ?? 'unknown'}, ${cpus().length} cores, Chromium ${browser.version()} without a GPU`
writeFileSync(join(ROOT, 'budgets.json'), `${JSON.stringify({ measured: new Date().toISOString().slice(0, 10), machine, load_1min: load, results }, null, 2)}\n`)
process.exitCode = results.some(({ value, budget }) => value > budget) ? 1 : 0
