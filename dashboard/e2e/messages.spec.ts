import { customer, expect, inbound, mock, mocked, people, signedIn, test } from './world'

const rows = 'tbody tr'

test('filters are in the address, survive a reload, and Back undoes them', async ({ page }) => {
  await signedIn(page)
  const { name, from } = customer()
  await inbound(page, { name, from, text: 'Zwei Roggenbrote bitte' })
  await page.goto('/messages')
  await page.getByLabel('Customer').fill(from)
  await expect(page).toHaveURL(new RegExp(`sender=${from}`))
  await expect(async () => {
    await page.reload()
    await expect(page.locator(rows)).toHaveCount(1, { timeout: 1_000 })
  }).toPass()
  await expect(page.locator(rows)).toContainText('Zwei Roggenbrote bitte')
  await page.getByLabel('Direction').click()
  await page.getByRole('option', { name: 'Outbound' }).click()
  await expect(page).toHaveURL(/direction=out/)
  await expect(page.getByText('No message matches')).toBeVisible()
  await page.goBack()
  await expect(page.locator(rows)).toHaveCount(1)
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(page).toHaveURL(/\/messages$|\/messages\?b=[^&]*$/)
  await expect(page.getByLabel('Customer')).toHaveValue('')
})

test('text is found, and a date range holds', async ({ page }) => {
  await signedIn(page)
  const person = customer()
  const word = `Pumpernickel${person.from}`
  await inbound(page, { ...person, text: `Is there ${word}?` })
  await page.goto(`/messages?q=${word}`)
  await expect(async () => {
    await page.reload()
    await expect(page.locator(rows)).toHaveCount(1, { timeout: 1_000 })
  }).toPass()
  await page.getByRole('button', { name: /^Dates/ }).click()
  await page.getByRole('button', { name: 'Today' }).click()
  await expect(page).toHaveURL(/from=\d{4}-\d\d-\d\d&to=\d{4}-\d\d-\d\d/)
  await expect(page.locator(rows)).toHaveCount(1)
  await page.goto(`/messages?q=${word}&to=2020-01-01`)
  await expect(page.getByText('No message matches')).toBeVisible()
})

test('a row leads to its conversation', async ({ page }) => {
  await signedIn(page)
  const person = customer()
  await inbound(page, { ...person, text: 'Where is my parcel?' })
  await page.goto(`/messages?sender=${person.from}`)
  await expect(async () => {
    await page.reload()
    await expect(page.locator(rows)).toHaveCount(1, { timeout: 1_000 })
  }).toPass()
  await page.getByRole('link', { name: `Open conversation with ${person.name}` }).click()
  await expect(page).toHaveURL(/\/inbox\?b=.*&c=/)
  await expect(page.getByRole('log')).toContainText('Where is my parcel?')
})

test('pages lead on and back by cursor', async ({ page }) => {
  mock.only()
  await signedIn(page)
  await page.goto('/messages')
  const first = await page.locator(rows).first().textContent()
  await expect(page.getByRole('button', { name: 'Newer' })).toBeDisabled()
  await page.getByRole('button', { name: 'Older' }).click()
  await expect(page).toHaveURL(/cursor=/)
  await expect(page.locator(rows).first()).not.toHaveText(first ?? '')
  await page.getByRole('button', { name: 'Newer' }).click()
  await expect(page).not.toHaveURL(/cursor=/)
  await expect(page.locator(rows).first()).toHaveText(first ?? '')
})

test('an admin sees every business, and one of them when asked', async ({ page }) => {
  mock.only()
  await signedIn(page, people.admin)
  await page.goto('/messages')
  await expect(page.getByRole('columnheader', { name: 'Business' })).toBeVisible()
  await page.getByLabel('Business', { exact: true }).click()
  await page.getByRole('option', { name: 'Globex Travel' }).click()
  await expect(page).toHaveURL(/b=globex_77aa01/)
  await expect(page.getByRole('columnheader', { name: 'Business' })).toBeHidden()
})

test('a new message is announced, and no row moves until it is asked for', async ({ page }) => {
  test.skip(!mocked, 'counts the messages of a quiet business')
  await signedIn(page, people.agent)
  await page.goto('/messages?b=globex_77aa01')
  await expect(page.locator('html')).toHaveAttribute('data-live', 'online')
  const first = await page.locator(rows).first().textContent()
  const person = customer()
  await page.request.post('/mock/inbound', { data: { ...person, text: 'Fresh', business: 'globex_77aa01' } })
  await expect(page.getByText('1 new message')).toBeVisible()
  await expect(page.locator(rows).first()).toHaveText(first ?? '')
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await expect(page.locator(rows).first()).toContainText('Fresh')
})
