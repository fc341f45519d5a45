import type { Page } from '@playwright/test'
import { command, conversation, conversations, customer, expect, inbound, live, people, signedIn, stored, test } from './world'

test('sign-in works with the keyboard alone', async ({ page }) => {
  await page.goto('/sign-in')
  await expect(page.getByLabel('Email')).toBeFocused()
  await page.keyboard.type(people.owner.email)
  await page.keyboard.press('Tab')
  await page.keyboard.type(people.owner.password)
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/inbox/)
})

test('the first Tab offers to skip to the content', async ({ page }) => {
  await signedIn(page)
  await page.goto('/inbox')
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
  await page.keyboard.press('Tab')
  const skip = page.getByRole('link', { name: 'Skip to content' })
  await expect(skip).toBeFocused()
  await expect(skip).toBeInViewport()
  await page.keyboard.press('Enter')
  await expect(page.locator('main')).toBeFocused()
})

/** New customers write, one after the other; ends when they stand in the list. */
async function newcomers(page: Page, count: number): Promise<{ name: string; from: string }[]> {
  const people = Array.from({ length: count }, () => customer())
  for (const person of people) {
    await inbound(page, { ...person, text: 'Hello' })
    await expect(conversations(page).getByRole('link', { name: person.name })).toBeVisible()
  }
  return people
}

/** Writes down in the moment of each key how the conversations stand, since others write all the time and move them; answers how they stood then. */
async function orders(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const note = () => Object.assign(window, { order: [...document.querySelectorAll<HTMLElement>('a[data-conversation]')].map(({ dataset }) => dataset.conversation) })
    window.addEventListener('keydown', note, { capture: true })
  })
  return () => page.evaluate(() => (window as unknown as { order: string[] }).order)
}

test('J and K go through conversations, with and without Alt, and Escape closes', async ({ page }) => {
  await signedIn(page)
  await page.goto('/inbox')
  await live(page)
  await newcomers(page, 2)
  const order = await orders(page)
  for (const { key, by } of [{ key: 'Alt+j', by: 1 }, { key: 'j', by: 1 }, { key: 'Alt+k', by: -1 }]) {
    const opened = new URL(page.url()).searchParams.get('c') ?? ''
    await page.keyboard.press(key)
    const then = await order()
    // From none it is the first one.
    await expect(page).toHaveURL(new RegExp(`[?&]c=${then[then.indexOf(opened) + by]}`))
  }
  await page.keyboard.press('Escape')
  await expect(page).not.toHaveURL(/[?&]c=/)
})

test('each of two keys counts, however fast they come', async ({ page }) => {
  await signedIn(page)
  await page.goto('/inbox')
  await live(page)
  await newcomers(page, 2)
  const second = await page.evaluate(() => {
    const press = () => document.body.dispatchEvent(new KeyboardEvent('keydown', { code: 'KeyJ', key: 'j', bubbles: true }))
    press()
    press()
    return [...document.querySelectorAll<HTMLElement>('a[data-conversation]')].map(({ dataset }) => dataset.conversation)[1]
  })
  await expect(page).toHaveURL(new RegExp(`[?&]c=${second}`))
  await page.goBack()
  await expect(page.getByText('Choose a conversation')).toBeVisible()
})

test('the palette runs a command, and gives the focus back when it is closed', async ({ page }) => {
  await signedIn(page)
  await page.goto('/inbox')
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Type a command or a name' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await command(page, 'dark')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await command(page, 'messages')
  await expect(page).toHaveURL(/\/messages/)
})

test('? shows the keys, and single keys can be switched off', async ({ page }) => {
  await signedIn(page)
  await page.goto('/messages')
  await expect(page.getByRole('heading', { name: 'Messages' })).toBeVisible()
  await page.keyboard.press('Shift+Slash')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await page.getByRole('switch', { name: 'Single keys' }).click()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.keyboard.press('Shift+Slash')
  // What comes after it is done, so that it has had its time.
  await page.keyboard.press('Alt+s')
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
  await expect(page.getByRole('dialog')).toBeHidden()
})

const rows = (page: Page) => page.locator('tbody tr')

/** The table with what one customer wrote and nothing else, so that nobody moves its rows. */
async function ownTable(page: Page, texts: readonly string[]): Promise<void> {
  const token = await signedIn(page)
  const person = customer()
  for (const text of texts) await stored(page, token, { ...person, text })
  await page.goto(`/messages?sender=${person.from}`)
  await expect(rows(page)).toHaveCount(texts.length)
}

test('the table is walked row by row and / goes to its search', async ({ page }) => {
  await ownTable(page, ['A row'])
  await page.keyboard.press('j')
  await expect(rows(page).getByRole('link')).toBeFocused()
  await page.keyboard.press('/')
  await expect(page.getByLabel('Search text')).toBeFocused()
  await page.keyboard.type('j')
  await expect(page.getByLabel('Search text')).toHaveValue('j')
})

test('the arrows, Home and End walk the rows of the table, and Enter opens one', async ({ page }) => {
  await ownTable(page, ['One', 'Two', 'Three'])
  const opener = (index: number) => rows(page).nth(index).getByRole('link')
  for (const [key, row] of [['j', 0], ['ArrowDown', 1], ['End', 2], ['Home', 0]] as const) {
    await page.keyboard.press(key)
    await expect(opener(row)).toBeFocused()
  }
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/inbox\?b=.*&c=/)
  await expect(page.getByRole('log')).toBeVisible()
})

test('the arrows walk the conversations, and Enter opens one', async ({ page }) => {
  await signedIn(page)
  await page.goto('/inbox')
  await live(page)
  const [, upper] = await newcomers(page, 2)
  await conversations(page).getByRole('link', { name: upper?.name }).focus()
  // Others write all the time: how far it goes is counted in the very moment.
  await page.evaluate(() => {
    const place = (row: EventTarget | null) => Number((row as HTMLElement).closest('li')?.ariaPosInSet)
    const note = ({ target, relatedTarget }: FocusEvent) => Object.assign(window, { by: place(target) - place(relatedTarget) })
    document.addEventListener('focusin', note)
  })
  await page.keyboard.press('ArrowDown')
  await expect.poll(() => page.evaluate(() => (window as unknown as { by?: number }).by)).toBe(1)
  const reached = await conversations(page).locator('a:focus').getAttribute('data-conversation')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`[?&]c=${reached}`))
  await expect(page.getByRole('log')).toBeVisible()
})

test('the palette runs a command on what is open by then', async ({ page }) => {
  await signedIn(page)
  await page.goto('/inbox')
  await live(page)
  const first = await conversation(page, 'Opened first')
  await conversation(page, 'Opened second')
  await conversations(page).getByRole('link', { name: first.name }).click()
  await expect(page.getByRole('heading', { name: first.name })).toBeVisible()
  const open = new URL(page.url()).searchParams.get('c')
  await command(page, 'next view')
  await expect(page).toHaveURL(/[?&]f=/)
  expect(new URL(page.url()).searchParams.get('c')).toBe(open)
})

test('single keys go on working while a notice is shown', async ({ page }) => {
  await signedIn(page)
  await page.goto('/inbox')
  await live(page)
  const person = await conversation(page, 'A notice follows')
  await page.keyboard.press('e')
  await expect(page.getByText(`Resolved: ${person.name}`)).toBeVisible()
  await page.keyboard.press('Shift+Slash')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeHidden()
  await expect(page.getByRole('heading', { name: person.name, exact: true })).toBeVisible()
})

test('a held key does once what toggles', async ({ page }) => {
  await signedIn(page)
  await page.goto('/inbox')
  await live(page)
  await conversation(page, 'Held')
  const asked: string[] = []
  page.on('request', (request) => request.method() === 'POST' && asked.push(/resolve$|reopen$/.exec(request.url())?.[0] ?? ''))
  const answer = page.waitForResponse((response) => response.url().endsWith('/resolve'))
  for (let n = 0; n < 5; n++) await page.keyboard.down('e')
  await page.keyboard.up('e')
  await answer
  await page.keyboard.press('Shift+Slash')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  expect(asked.filter(Boolean)).toEqual(['resolve'])
})

test('keys that compose a character are no command', async ({ page }) => {
  await signedIn(page)
  await page.goto('/inbox')
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
  await page.evaluate(() => {
    const press = (code: string, isComposing: boolean) => document.body.dispatchEvent(new KeyboardEvent('keydown', { code, altKey: true, isComposing, bubbles: true }))
    press('KeyS', true)
    press('KeyT', false)
  })
  await expect(page.getByRole('heading', { name: 'Messages' })).toBeVisible()
  await page.goBack()
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
})
