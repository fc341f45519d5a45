// Measures the budgets of the dashboard in Chromium against the mock and the export in `out/`, and writes budgets.json.
// Run it on a quiet machine, after `npm run build`.

import { chromium, type CDPSession, type Page } from '@playwright/test'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'

const LARGE = 'northwind_9e21bb'
/** Rows of its longest thread, at least: days are rows too. */
const LONG = 5_000
const ROOT = join(import.meta.dirname, '..')
/** As many that a hiccup of the machine can be told from the program. */
const SWITCHES = 60
/** Per frame: fast, but not faster than a hand. */
const SCROLL_PX = 240
/** Frames without anything more to scroll to: what was still loading would have come. */
const STILL_FRAMES = 60

/** What has no budget is told for comparison. */
type Measured = { name: string; unit: string; value: number; budget: number | null }
const results: Measured[] = []
const over = ({ value, budget }: Measured) => budget !== null && value > budget
const record = (name: string, unit: string, exact: number, budget: number | null) => {
  const measured = { name, unit, value: Math.round(exact * 10) / 10, budget }
  results.push(measured)
  console.log(`${over(measured) ? 'OVER  ' : 'within'}  ${name}: ${measured.value} ${unit} (${budget === null ? 'no budget' : `budget ${budget}`})`)
}

/** The smallest of them that `share` of them don't exceed. */
const percentile = (times: readonly number[], share: number) => times.toSorted((a, b) => a - b)[Math.ceil(times.length * share) - 1] ?? 0

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

/** The times between two frames while an element is scrolled from where it is as far as it goes, also over what loads meanwhile. */
const scroll = (page: Page, selector: string, direction: 1 | -1) =>
  page.evaluate(
    ([chosen, px, stillMax]) =>
      new Promise<number[]>((resolve) => {
        const element = document.querySelector(chosen)
        if (!element) throw new Error('nothing to scroll')
        const place = () => `${element.scrollTop} of ${element.scrollHeight}`
        const gaps: number[] = []
        let before = performance.now()
        let still = 0
        const step = (now: number) => {
          gaps.push(now - before)
          before = now
          const from = place()
          element.scrollTop += px
          still = from === place() ? still + 1 : 0
          if (still < stillMax) requestAnimationFrame(step)
          else resolve(gaps.slice(2, -stillMax))
        }
        requestAnimationFrame(step)
      }),
    [selector, direction * SCROLL_PX, STILL_FRAMES] as const,
  )

function recordFrames(name: string, times_ms: readonly number[]): void {
  record(`${name}, longest frame`, 'ms', Math.max(...times_ms), 50)
  record(`${name}, 95th percentile`, 'ms', percentile(times_ms, 0.95), 50)
}

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
  for (let n = 0; n < SWITCHES; n++) {
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
  record('switching conversation from cache, median', 'ms', percentile(times, 0.5), 100)
  record('switching conversation from cache, 95th percentile', 'ms', percentile(times, 0.95), 100)
  record(`switching conversation from cache, slowest of ${SWITCHES}`, 'ms', Math.max(...times), null)
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
  recordFrames('scrolling through 10,000 conversations', await scroll(page, await marked(page, list), 1))

  await page.evaluate((selector) => document.querySelector(selector)?.parentElement?.scrollTo(0, 0), list)
  await page.waitForTimeout(300)
  await page.locator(`${list} a`).nth(1).click()
  await page.getByRole('log').locator('time').first().waitFor()
  recordFrames('scrolling through a thread of 5,000 messages while it loads', await scroll(page, '[role=log]', -1))
  // All of it is there, or the figure is none.
  await page.getByRole('log').evaluate((log) => log.scrollTo(0, log.scrollHeight))
  await page.waitForFunction((least) => Number(document.querySelector('[role=log] [data-index]:last-child')?.getAttribute('data-index')) >= least, LONG)

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
process.exitCode = results.some(over) ? 1 : 0
