// Two tabs of one browser: the first holds the socket, the second comes later.

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { News, Want } from './link.ts'
import { openLink, type Link } from './tabs.ts'

/** What the tab that holds the socket was asked for, and how to say something through it. */
const held = vi.hoisted(() => ({ wants: [] as Want[], drops: [] as string[], tell: undefined as ((news: News) => void) | undefined }))
vi.mock('./socket', () => ({
  LiveSocket: class {
    constructor({ tell }: { tell: (news: News) => void }) {
      held.tell = tell
    }
    want = (want: Want) => held.wants.push(want)
    drop = (business: string) => held.drops.push(business)
    close = () => undefined
  },
}))

const links: Link[] = []
function tab(...wanted: string[]): { heard: News[]; link: Link } {
  const heard: News[] = []
  const link = openLink({ token: () => Promise.resolve('token'), hear: (news) => heard.push(news), wants: () => wanted.map((business) => ({ business })) })
  links.push(link)
  return { heard, link }
}

beforeEach(() => {
  held.wants = []
  held.drops = []
})
afterEach(() => {
  for (const link of links.splice(0)) link.close()
})

/** The first tab, with its connection. */
async function holder(...wanted: string[]) {
  const first = tab(...wanted)
  await expect.poll(() => held.wants).toEqual(wanted.map((business) => ({ business })))
  held.tell?.({ kind: 'state', state: 'online' })
  return first
}

test('a second tab is told how the connection does, also when it wants nothing', async () => {
  await holder('acme')
  const { heard } = tab()
  await expect.poll(() => heard).toContainEqual({ kind: 'state', state: 'online' })
})

test('what a second tab wanted before it could say so is asked for', async () => {
  await holder('acme')
  tab('globex')
  await expect.poll(() => held.wants).toContainEqual({ business: 'globex' })
})

test('what one tab drops is followed on for the others', async () => {
  await holder('acme')
  const second = tab('acme')
  await expect.poll(() => held.wants.length).toBe(2)
  held.wants = []
  second.link.drop('acme')
  await expect.poll(() => held.drops).toEqual(['acme'])
  await expect.poll(() => held.wants).toContainEqual({ business: 'acme' })
})

test('when the tab that held the socket goes, the next one takes over what it wants', async () => {
  const first = await holder('acme')
  tab('globex')
  await expect.poll(() => held.wants.length).toBe(2)
  held.wants = []
  first.link.close()
  await expect.poll(() => held.wants).toEqual([{ business: 'globex' }])
})
