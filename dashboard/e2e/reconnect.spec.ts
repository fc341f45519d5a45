import { conversation, expect, inbound, live, mock, signedIn, test } from './world'

// Cutting closes every socket of the mock, so these go one after the other.
test.describe.configure({ mode: 'serial' })

test.beforeEach(async ({ page }) => {
  mock.only()
  await signedIn(page)
  await page.goto('/inbox')
  await live(page)
})

test('what was missed while the connection was cut is replayed, once', async ({ page }) => {
  const known = page.waitForResponse((answer) => /\/conversations\/[^/?]+$/.test(answer.url()))
  const person = await conversation(page, 'Before')
  await known
  let loads = 0
  page.on('request', (request) => (loads += request.method() === 'GET' && request.url().includes('/conversations') ? 1 : 0))
  await mock.cut(page)
  await inbound(page, { ...person, text: 'While away' })
  await inbound(page, { ...person, text: 'Also while away' })
  const log = page.getByRole('log')
  await expect(log).toContainText('Also while away')
  await expect(log.getByText('While away', { exact: true })).toHaveCount(1)
  expect(loads, 'a replay needs no fetch').toBe(0)
})

test('when nothing can be replayed, the screen heals itself by loading again', async ({ page }) => {
  const person = await conversation(page, 'Before')
  await mock.cut(page, true)
  await inbound(page, { ...person, text: 'Forgotten by the stream' })
  await expect(page.getByRole('log')).toContainText('Forgotten by the stream')
})

test('being offline is said quietly, and coming back catches up', async ({ page, context }) => {
  const person = await conversation(page, 'Before')
  await context.setOffline(true)
  await expect(page.getByText('Offline. What you see may be out of date.')).toBeVisible()
  await expect(page.getByRole('log')).toContainText('Before')
  await mock.cut(page)
  await inbound(page, { ...person, text: 'While offline' })
  await context.setOffline(false)
  await expect(page.getByRole('log')).toContainText('While offline')
  await expect(page.getByText('Offline. What you see may be out of date.')).toBeHidden()
})

test('when the API is away and comes back, what is shown stays, and what was missed is there', async ({ page }) => {
  const person = await conversation(page, 'Before')
  await mock.weather(page, { away: true })
  await expect(page.locator('html')).toHaveAttribute('data-live', 'connecting')
  await inbound(page, { ...person, text: 'While it was away' })
  await expect(page.getByRole('log')).toContainText('Before')
  await mock.weather(page, { away: false })
  await expect(page.getByRole('log')).toContainText('While it was away')
})
