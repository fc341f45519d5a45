// Every primitive by the keyboard, as one works with it. `npm run build:gallery` makes the export that holds the gallery;
// gallery-looks.spec.ts looks at all of it.

import { gallery, part } from './gallery-page'
import { expect, mock, test } from './world'

test.use({ gallery: true })
test.beforeEach(() => mock.only())

test('the contrast that the system asks for is used until a setting says otherwise', async ({ page }) => {
  await page.emulateMedia({ contrast: 'more' })
  await gallery(page, 'marks')
  await expect(page.locator('html')).toHaveAttribute('data-contrast', 'more')
  await gallery(page, 'marks', { contrast: 'normal' })
  await expect(page.locator('html')).toHaveAttribute('data-contrast', 'normal')
})

test('reduced motion leaves nothing moving', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await gallery(page, 'states')
  await expect.poll(() => page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length)).toBe(0)
})

test('a private note differs from a reply in ground, edge, sign and word', async ({ page }) => {
  await gallery(page, 'bubbles')
  const look = (text: RegExp) =>
    page
      .locator('main .whitespace-pre-wrap', { hasText: text })
      .locator('xpath=..')
      .evaluate((bubble) => ({ ground: getComputedStyle(bubble).backgroundColor, edge: getComputedStyle(bubble).borderTopStyle, sign: bubble.querySelector('p svg') !== null, words: bubble.querySelector('p')?.textContent }))
  const note = await look(/Only the team sees this/)
  const reply = await look(/Yes, since Thursday/)
  expect(note.ground).not.toBe(reply.ground)
  expect(note.words).toContain('Private note')
  expect(note).toMatchObject({ edge: 'dashed', sign: true })
  expect(reply).toMatchObject({ edge: 'solid', sign: false, words: undefined })
})

test('combobox: opens, narrows, chooses and gives the focus back by keys', async ({ page }) => {
  await gallery(page, 'fields')
  const trigger = part(page, 'combobox').getByRole('combobox').first()
  await trigger.focus()
  await page.keyboard.press('Enter')
  const search = page.getByPlaceholder('Search')
  await expect(search).toBeFocused()
  await page.keyboard.type('ravi')
  await expect(page.getByRole('option')).toHaveCount(1)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(search).toBeHidden()
  await expect(trigger).toHaveText('Ravi Sharma')
  await expect(trigger).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.type('nobody of this name')
  await expect(page.getByText('Nothing has this name.')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(trigger).toBeFocused()
  await expect(trigger).toHaveText('Ravi Sharma')
})

test('menu: opens, is walked and closed by keys', async ({ page }) => {
  await gallery(page, 'floating')
  const trigger = part(page, 'menu, popover').getByRole('button', { name: 'Menu' })
  await trigger.focus()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('menuitemradio', { name: 'Light' })).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitemradio', { name: 'Dark' })).toBeChecked()
  await page.keyboard.press('End')
  await expect(page.getByRole('menuitem', { name: 'Settings' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(trigger).toBeFocused()
})

for (const [name, index] of [
  ['dialog', 0],
  ['drawer', 1],
  ['drawer from below', 2],
] as const) {
  test(`${name}: keeps the focus inside and gives it back`, async ({ page }) => {
    await gallery(page, 'floating')
    const trigger = part(page, 'dialog, drawer').getByRole('button').nth(index)
    await trigger.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await expect(dialog).toBeVisible()
    for (let n = 0; n < 6; n++) {
      await page.keyboard.press('Tab')
      await expect(dialog.locator(':focus')).toHaveCount(1)
    }
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
    await expect(trigger).toBeFocused()
  })
}

test('tabs: the arrows go through them and show what is gone to, past the disabled one, in both directions', async ({ page }) => {
  await gallery(page, 'floating')
  await page.getByRole('tab', { name: 'Open' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('tabpanel')).toHaveText('Conversations that are yours.')
  await page.keyboard.press('End')
  await expect(page.getByRole('tab', { name: 'Resolved' })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('tabpanel')).toBeFocused()

  await gallery(page, 'floating', { locale: 'ar' })
  await page.getByRole('tab').first().focus()
  await page.keyboard.press('ArrowLeft')
  await expect(page.getByRole('tab').nth(1)).toBeFocused()
})

test('date range: days are walked and picked by keys, and count when applied', async ({ page }) => {
  await gallery(page, 'fields')
  const trigger = part(page, 'date range').getByRole('button').nth(1)
  await trigger.focus()
  await page.keyboard.press('Enter')
  const grid = page.getByRole('grid')
  await expect(grid).toHaveAccessibleName(/November 2026/)
  await expect(page.getByText('Days of Asia/Kolkata (GMT+5:30)')).toBeVisible()
  await grid.locator('[tabindex="0"]').focus()
  await page.keyboard.press('PageUp')
  await expect(page.getByRole('button', { name: 'Monday, October 19, 2026' })).toBeFocused()
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect(grid.getByRole('gridcell', { selected: true })).toHaveCount(9)
  await expect(page.getByLabel('From')).toHaveValue('2026-10-18')
  await expect(page.getByLabel('To', { exact: true })).toHaveValue('2026-10-26')
  await page.keyboard.press('Escape')
  await expect(trigger).toBeFocused()
})

test('date range: a preset and a typed range both set it', async ({ page }) => {
  await gallery(page, 'fields')
  const trigger = part(page, 'date range').getByRole('button').first()
  await trigger.click()
  await page.getByRole('button', { name: 'Last 7 days' }).click()
  await expect(trigger).toBeFocused()
  await expect(trigger).not.toHaveAccessibleName(/Any time/)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Last 7 days' })).toHaveAttribute('aria-pressed', 'true')
  // The wrong way round on purpose.
  await page.getByLabel('From').fill('2026-03-09')
  await page.getByLabel('To', { exact: true }).fill('2026-03-01')
  await page.keyboard.press('Enter')
  await expect(trigger).toHaveAccessibleName(/Mar 1 – 9, 2026/)
})

test('date range: in Arabic the arrows go with the text', async ({ page }) => {
  await gallery(page, 'fields', { locale: 'ar' })
  await part(page, 'date range').getByRole('button').nth(1).click()
  const day = page.getByRole('grid').locator('[tabindex="0"]')
  await day.focus()
  await page.keyboard.press('ArrowLeft')
  await expect(day).toBeFocused()
  await expect(day).toHaveText(/20|٢٠/)
})

test('data table: one stop for Tab, arrows between rows, Enter opens, headers sort, columns hide', async ({ page }) => {
  await gallery(page, 'table')
  const rows = page.getByRole('table').locator('[data-row]')
  await rows.first().focus()
  await page.keyboard.press('ArrowDown')
  await expect(rows.nth(1)).toBeFocused()
  await page.keyboard.press('End')
  await expect(rows.last()).toBeFocused()
  await page.keyboard.press('Tab')
  // Off, since this is the first page; it keeps its place for the keyboard.
  await expect(page.getByRole('button', { name: 'Newer' })).toBeFocused()
  await page.keyboard.press('Shift+Tab')
  await expect(rows.last()).toBeFocused()
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Amara Osei was opened')).toBeVisible()

  const messages = page.getByRole('columnheader', { name: 'Messages' })
  await messages.getByRole('button').press('Enter')
  await expect(messages).toHaveAttribute('aria-sort', 'ascending')
  const counts = () => page.getByRole('table').locator('tbody tr td:last-child').allInnerTexts()
  const up = (await counts()).map(Number)
  expect(up).toEqual(up.toSorted((a, b) => a - b))
  await messages.getByRole('button').press('Enter')
  await expect(messages).toHaveAttribute('aria-sort', 'descending')

  await page.getByRole('button', { name: 'Columns shown' }).press('Enter')
  await page.getByRole('menuitemcheckbox', { name: 'City' }).press('Enter')
  await expect(page.getByRole('columnheader', { name: 'City' })).toHaveCount(0)
  await expect(page.getByRole('menuitemcheckbox', { name: 'Name', exact: true })).toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Columns shown' })).toBeFocused()
})

test('virtual list: End and Home reach what isn’t drawn yet', async ({ page }) => {
  await gallery(page, 'table')
  const list = page.getByRole('list', { name: 'Ten thousand conversations' })
  await list.getByRole('button').first().focus()
  await page.keyboard.press('ArrowDown')
  await expect(list.getByRole('listitem').filter({ has: page.locator(':focus') })).toHaveAttribute('aria-posinset', '2')
  await page.keyboard.press('End')
  await expect(list.getByRole('listitem').filter({ has: page.locator(':focus') })).toHaveAttribute('aria-posinset', '10000')
  expect(await list.getByRole('listitem').count()).toBeLessThan(60)
  await page.keyboard.press('Home')
  await expect(list.getByRole('listitem').filter({ has: page.locator(':focus') })).toHaveAttribute('aria-posinset', '1')
})

test('toast: F6 goes to it, its action is reachable, a failure stays until it is closed', async ({ page }) => {
  await gallery(page, 'floating')
  const buttons = part(page, 'toast').getByRole('button')
  await buttons.nth(1).press('Enter')
  await expect(page.getByRole('dialog', { name: 'Not saved' })).toBeVisible()
  await buttons.nth(0).press('Enter')
  await expect(page.getByRole('dialog', { name: 'Conversation resolved' })).toBeVisible()
  await page.keyboard.press('F6')
  await expect(page.getByRole('region', { name: 'Notifications' })).toBeFocused()
  const undo = page.getByRole('button', { name: 'Undo' })
  for (let n = 0; n < 6 && !(await undo.evaluate((element) => element === document.activeElement)); n++) await page.keyboard.press('Tab')
  await expect(undo).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Open', exact: true })).toBeVisible()
  await page.getByRole('dialog', { name: 'Not saved' }).getByRole('button', { name: 'Close' }).press('Enter')
  await expect(page.getByRole('dialog', { name: 'Not saved' })).toHaveCount(0)
})

test('composer: Enter sends, Shift+Enter makes a line, what is too long stays', async ({ page }) => {
  await gallery(page, 'composer')
  const reply = part(page, /reply, empty/)
  const field = reply.getByRole('textbox')
  const height = async () => (await field.boundingBox())?.height ?? 0
  const before = await height()
  await field.fill('One')
  await field.press('Shift+Enter')
  await field.pressSequentially('Two')
  await field.press('Shift+Enter')
  await field.pressSequentially('Three')
  await expect(field).toHaveValue('One\nTwo\nThree')
  expect(await height()).toBeGreaterThanOrEqual(before)
  await field.fill('line\n'.repeat(12))
  await expect.poll(height).toBeGreaterThan(before * 2)
  await field.press('Enter')
  await expect(field).toHaveValue('')
  await expect.poll(height).toBe(before)

  const long = part(page, 'over the limit')
  await expect(long.getByRole('button', { name: 'Send' })).toBeDisabled()
  await long.getByRole('textbox').press('Enter')
  await expect(long.getByRole('textbox')).not.toHaveValue('')
  await expect(long.getByText(/characters too many/)).toBeVisible()

  const mod = part(page, /Ctrl\+Enter sends/).getByRole('textbox')
  await mod.fill('One')
  await mod.press('Enter')
  await expect(mod).toHaveValue('One\n')
  await mod.press('Control+Enter')
  await expect(mod).toHaveValue('')
})

test('composer: when only a template may be sent, a note still can be written and the draft is kept', async ({ page }) => {
  await gallery(page, 'composer')
  const closed = part(page, /only a template/)
  await expect(closed.getByRole('textbox')).toHaveCount(0)
  await closed.getByRole('button', { name: 'Private note' }).click()
  await expect(closed.getByRole('textbox')).toHaveValue(/Good morning/)
  await expect(closed.getByRole('button', { name: 'Save note' })).toBeEnabled()
})

test('chart: the figures are one button away', async ({ page }) => {
  await gallery(page, 'charts')
  await expect(page.getByRole('img', { name: /Lines of received/ })).toBeVisible()
  await page.getByRole('button', { name: 'Table' }).press('Enter')
  await expect(page.getByRole('rowheader')).toHaveCount(14)
  await expect(page.getByRole('columnheader')).toHaveText(['Day', 'Received', 'Sent', 'Failed'])
})
