// Whatever the order of fetches, changes, repeats, lost connections, replays and writes (done, refused, or done without an answer), and
// though fetches read from a replica that is behind: in the end the screen shows what a fresh load shows.

import { QueryClient, type InfiniteData } from '@tanstack/react-query'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ConversationItem, ConversationState, MessageItem } from '@/api/generated/switchboard'
import { CONVERSATION_STATES, STATUSES, type Page } from '@/api/types'
import { belongs, type ConversationFilter } from '@/features/conversations/filter'
import { listWithWrites, type Intent, type Write } from '@/features/conversations/intent'
import { conversationKeys } from '@/features/conversations/keys'
import { EVERY_BUSINESS, messageKeys } from '@/features/messages/keys'
import { LiveCache, READ_LAG_MS_MAX } from './apply-change.ts'
import { flatten, newerConversation, newerMessage, type TablePage } from './merge.ts'
import { Sequence } from './sequence.ts'
import { at, BUSINESS, Store, type Read } from './store-model.ts'

const PEOPLE = 5
const LISTS: readonly ConversationFilter[] = [{}, { state: 'open' }, { state: 'open', assignee: 'a1' }]

type Gate = { open: () => Promise<void> }

/** A browser: cache, cursor, and fetches that read and answer when the test says so. */
class Browser {
  readonly client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 0, gcTime: Infinity } } })
  private waiting: (() => void) | undefined
  readonly cache: LiveCache
  readonly sequence = new Sequence()
  readonly gates: Gate[] = []
  connected = false
  /** Writes that are shown and not settled, in the order they were wanted. */
  readonly pending: Write[] = []
  private readonly failed: Write[] = []
  private writes = 0
  private sent = 0
  /** What was there when the stream was joined without a replay. */
  private joined = 0
  private readonly store: Store

  constructor(store: Store) {
    this.store = store
    this.cache = new LiveCache(this.client, (run) => (this.waiting = run), () => store.now_ms)
  }

  /** Each fetch passes two gates: a store that may be behind is read, the answer arrives. Anything may happen before, between, after. */
  private async gated<T>(lag_ms: number, read: (store: Read) => T): Promise<T> {
    await this.gate()
    const answer = structuredClone(read(this.store.behind(lag_ms, this.joined)))
    await this.gate()
    return answer
  }
  private gate(): Promise<void> {
    return new Promise((resolve) =>
      this.gates.push({
        open: () => {
          resolve()
          return settle()
        },
      }),
    )
  }

  load(what: number, lag_ms: number): void {
    const { client } = this
    const common = { initialPageParam: undefined as string | undefined, getNextPageParam: (page: Page<unknown>) => page.next_cursor ?? undefined, pages: 1 + (what % 3) }
    const filter = LISTS[Math.floor(what / 3) % LISTS.length] ?? {}
    const run = (promise: Promise<unknown>) => void promise.catch(() => undefined)
    if (what % 3 === 0) {
      run(client.infiniteQuery({ ...common, queryKey: conversationKeys.list(BUSINESS, filter), queryFn: ({ pageParam }) => this.gated(lag_ms, (store) => store.list(filter, pageParam)) }))
    } else if (what % 3 === 1) {
      const id = `c${what % PEOPLE}`
      run(client.infiniteQuery({ ...common, queryKey: messageKeys.thread(BUSINESS, id), queryFn: ({ pageParam }) => this.gated(lag_ms, (store) => store.thread(id, pageParam)) }))
    } else {
      run(client.query({ queryKey: messageKeys.table(BUSINESS, {}), queryFn: () => this.gated(lag_ms, (store) => store.table()) }))
    }
  }

  want(person: number, intent: Intent, fate: Fate): void {
    const before = this.store.conversations.get(`c${person}`)
    if (!before) return
    this.writes += 1
    void this.send({ before, intent, key: `k${this.writes}`, again: false }, fate)
  }

  again(fate: Fate): void {
    const write = this.failed.shift()
    if (write) void this.send({ ...write, again: true }, fate)
  }

  private async send(write: Write, fate: Fate): Promise<void> {
    const { store, cache } = this
    const flight = cache.begin(BUSINESS, write.before.id, write.again)
    this.pending.push(write)
    await this.gate()
    const arrives = fate !== 'refused' && fate !== 'dropped'
    let answer = arrives ? structuredClone(store.write(write)) : null
    await this.gate()
    if (fate === 'tried twice') {
      answer = structuredClone(store.write(write))
      await this.gate()
    }
    if (answer && fate !== 'unanswered') {
      void cache.answered(flight, answer)
      // What is invalidated and not on the screen is loaded when it is looked at.
      this.client.removeQueries({ predicate: (query) => query.state.isInvalidated && query.state.fetchStatus === 'idle' })
    } else {
      cache.giveUp(flight)
      if (fate !== 'refused') this.failed.push(write)
    }
    this.pending.splice(this.pending.indexOf(write), 1)
  }

  connect(canReplay: boolean): void {
    this.connected = true
    const cursor = this.sequence.at(BUSINESS)
    if (cursor && canReplay) {
      this.sent = store_index(this.store, cursor.seq)
      if (this.sequence.confirm(BUSINESS, 'e', cursor.seq)) throw new Error('a replay must not refetch')
      return
    }
    this.sent = this.store.stream.length
    this.joined = this.store.head
    this.sequence.restart(BUSINESS, 'e', this.store.head)
    this.stale()
  }

  /** What `refetch` does for queries nobody looks at: the test loads them again itself. */
  private stale(): void {
    this.cache.refetch(BUSINESS)
    this.forget()
  }
  private forget(): void {
    this.client.removeQueries({ predicate: (query) => query.state.fetchStatus === 'idle' })
    for (const query of this.client.getQueryCache().findAll({ fetchStatus: 'fetching' })) {
      void query.cancel({ silent: true })
      this.client.getQueryCache().remove(query)
    }
  }

  deliver(repeat: boolean): void {
    if (!this.connected) return
    const change = this.store.stream[this.sent]
    if (!change) return
    for (let i = 0; i < (repeat ? 2 : 1); i++) if (this.sequence.accept(BUSINESS, change.seq)) this.cache.apply(structuredClone(change))
    if (!repeat) this.sent += 1
  }

  /** Applies the changes that wait for the next frame. */
  frame(): void {
    this.waiting?.()
    this.waiting = undefined
  }

  async finish(): Promise<void> {
    if (!this.connected) this.connect(true)
    for (let i = 0; i < 2; i++) {
      while (this.gates.length) await this.gates.shift()?.open()
      while (this.sent < this.store.stream.length) this.deliver(false)
      this.frame()
    }
  }
}

/** What becomes of a write. */
type Fate = (typeof FATES)[number]
const FATES = ['done', 'done', 'refused', 'dropped', 'unanswered', 'tried twice'] as const

const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
const store_index = (store: Store, seq: number) => {
  const index = store.stream.findIndex((change) => change.seq > seq)
  return index === -1 ? store.stream.length : index
}

type Step =
  | { do: 'message'; person: number; out: boolean; late: number }
  | { do: 'status'; pick: number; status: string; item: boolean }
  | { do: 'state'; person: number; state: ConversationState }
  | { do: 'write'; person: number; intent: Intent; fate: Fate }
  | { do: 'again'; fate: Fate }
  | { do: 'deliver'; repeat: boolean }
  | { do: 'load'; what: number; lag_ms: number }
  | { do: 'wait'; ms: number }
  | { do: 'gate'; pick: number }
  | { do: 'frame' }
  | { do: 'cut' }
  | { do: 'connect'; canReplay: boolean }

const person = fc.nat(PEOPLE - 1)
const intent = fc.constantFrom<Intent>(
  { do: 'resolve' },
  { do: 'reopen' },
  { do: 'snooze', until: at(9_000) },
  { do: 'assign', assignee: { id: 'a1', name: 'Anna' } },
  { do: 'assign', assignee: null },
  { do: 'read', message: 'm000060', at: at(60) },
)
const lag_ms = fc.constantFrom(0, 0, 1_000, READ_LAG_MS_MAX)
const wait = fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(300, 1_000, READ_LAG_MS_MAX) })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('message' as const), person, out: fc.boolean(), late: fc.constantFrom(0, 0, 0, 15, 35) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('status' as const), pick: fc.nat(20), status: fc.constantFrom(...STATUSES), item: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('state' as const), person, state: fc.constantFrom(...CONVERSATION_STATES) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('write' as const), person, intent, fate: fc.constantFrom(...FATES) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('again' as const), fate: fc.constantFrom(...FATES) }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('deliver' as const), repeat: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('load' as const), what: fc.nat(29), lag_ms }) },
  { weight: 4, arbitrary: wait },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('gate' as const), pick: fc.nat(5) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('frame' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cut' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('connect' as const), canReplay: fc.boolean() }) },
)

async function run(steps: Step[]): Promise<void> {
  const store = new Store()
  for (let i = 0; i < 6; i++) store.message(i % PEOPLE, i % 2 ? 'out' : 'in', 0)
  const browser = new Browser(store)
  browser.connect(false)
  for (const s of steps) {
    if (s.do === 'message') store.message(s.person, s.out ? 'out' : 'in', s.late)
    else if (s.do === 'status') store.status(s.pick, s.status, s.item)
    else if (s.do === 'state') store.state(s.person, s.state)
    else if (s.do === 'write') browser.want(s.person, s.intent, s.fate)
    else if (s.do === 'again') browser.again(s.fate)
    else if (s.do === 'deliver') browser.deliver(s.repeat)
    else if (s.do === 'load') browser.load(s.what, s.lag_ms)
    else if (s.do === 'wait') store.now_ms += s.ms
    else if (s.do === 'gate') await browser.gates.splice(s.pick % Math.max(1, browser.gates.length), 1)[0]?.open()
    else if (s.do === 'frame') browser.frame()
    else if (s.do === 'cut') browser.connected = false
    else if (!browser.connected) browser.connect(s.canReplay)
    shownIsSound(browser)
  }
  await browser.finish()
  expect(browser.pending).toEqual([])
  sameAsFresh(browser, store)
  browser.cache.close()
  browser.client.clear()
}

test('any interleaving of changes, repeats, lost connections, fetches and writes ends like a fresh load', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 90 }), run), { numRuns: 2000 })
}, 60_000)

test('so does a crowd that writes to one conversation, while its lists are loaded', async () => {
  const crowded = fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('write' as const), person: fc.constant(0), intent, fate: fc.constantFrom(...FATES, 'unanswered' as const, 'unanswered' as const) }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('again' as const), fate: fc.constantFrom(...FATES) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('state' as const), person: fc.constant(0), state: fc.constantFrom(...CONVERSATION_STATES) }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constant('deliver' as const), repeat: fc.constant(false) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('load' as const), what: fc.constantFrom(0, 3, 6), lag_ms }) },
    { weight: 2, arbitrary: wait },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('gate' as const), pick: fc.nat(5) }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('frame' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('cut' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('connect' as const), canReplay: fc.boolean() }) },
  )
  await fc.assert(fc.asyncProperty(fc.array(crowded, { minLength: 10, maxLength: 60 }), run), { numRuns: 3000 })
}, 60_000)

/** Also in between: no conversation twice, none that doesn't belong, newest first. */
function shownIsSound({ client, pending }: Browser): void {
  for (const filter of LISTS) {
    const list = client.getQueryData<InfiniteData<Page<ConversationItem>>>(conversationKeys.list(BUSINESS, filter))
    if (!list) continue
    const shown = listWithWrites(flatten(list.pages, newerConversation), pending, filter, list.pages.at(-1)?.next_cursor === null)
    expect(new Set(shown.map(({ id }) => id)).size).toBe(shown.length)
    expect(shown.filter((item) => !belongs(item, filter))).toEqual([])
    expect(shown.toSorted(newerConversation)).toEqual(shown)
  }
}

function sameAsFresh(browser: Browser, store: Store): void {
  const data = browser.client.getQueryData.bind(browser.client)
  for (const filter of LISTS) {
    const list = data<InfiniteData<Page<ConversationItem>>>(conversationKeys.list(BUSINESS, filter))
    if (!list) continue
    const shown = flatten(list.pages, newerConversation)
    const fresh = [...store.conversations.values()].filter((c) => belongs(c, filter)).sort(newerConversation)
    const complete = list.pages.at(-1)?.next_cursor === null
    expect(shown).toEqual(complete ? fresh : fresh.slice(0, shown.length))
  }
  for (let p = 0; p < PEOPLE; p++) {
    const thread = data<InfiniteData<Page<MessageItem>>>(messageKeys.thread(BUSINESS, `c${p}`))
    if (!thread) continue
    const shown = flatten(thread.pages, newerMessage)
    const fresh = store.messages.filter((m) => m.conversation_id === `c${p}`).sort(newerMessage)
    const complete = thread.pages.at(-1)?.next_cursor === null
    expect(shown).toEqual(complete ? fresh : fresh.slice(0, shown.length))
  }
  const table = data<TablePage>(messageKeys.table(BUSINESS, {}))
  for (const row of table?.items ?? []) expect(row).toEqual(store.messages.find((m) => m.id === row.id))
}

test('a status that comes with nothing but ids moves the tick of a thread, and never back', () => {
  const client = new QueryClient()
  const cache = new LiveCache(client, (run) => run())
  const store = new Store()
  store.message(1, 'out', 0)
  const key = messageKeys.thread(BUSINESS, 'c1')
  client.setQueryData(key, { pages: [store.thread('c1')], pageParams: [undefined] })
  const id = store.messages[0]?.id
  const say = (seq: number, status: string) =>
    cache.apply({ seq, id: `x${seq}`, business: BUSINESS, kind: 'status', at: at(seq), conversation: 'c1', message: id, status })
  say(1, 'read')
  say(2, 'delivered')
  expect(client.getQueryData<InfiniteData<Page<MessageItem>>>(key)?.pages[0]?.items[0]?.status).toBe('read')
  cache.close()
})

test('a new message never moves the rows of a table, it is counted', () => {
  const client = new QueryClient()
  const cache = new LiveCache(client, (run) => run())
  const store = new Store()
  store.message(1, 'in', 0)
  const key = messageKeys.table(BUSINESS, {})
  client.setQueryData(key, store.table())
  store.message(2, 'in', 0)
  const change = store.stream.at(-1)
  if (change) cache.apply(change)
  const page = client.getQueryData<TablePage>(key)
  expect(page?.items).toHaveLength(1)
  expect(page?.fresh).toBe(1)
  cache.close()
})

test('a new message is counted only where the table would show it', () => {
  const client = new QueryClient()
  const cache = new LiveCache(client, (run) => run())
  const store = new Store()
  const [inbound, outbound, older] = [{ direction: 'in' }, { direction: 'out' }, { cursor: 'x' }].map((filter) => messageKeys.table(BUSINESS, filter))
  for (const key of [inbound, outbound, older]) client.setQueryData(key ?? [], store.table())
  store.message(1, 'in', 0)
  const change = store.stream.at(-1)
  if (change) cache.apply(change)
  expect([inbound, outbound, older].map((key) => client.getQueryData<TablePage>(key ?? [])?.fresh)).toEqual([1, undefined, undefined])
  cache.close()
})

test('a message that belongs to an older page is no new one', () => {
  const client = new QueryClient()
  const cache = new LiveCache(client, (run) => run())
  const store = new Store()
  store.message(1, 'in', 0)
  const key = messageKeys.table(BUSINESS, {})
  client.setQueryData(key, { ...store.table(), next_cursor: 'older ones' })
  store.message(2, 'in', 600)
  store.message(3, 'in', 0)
  for (const change of store.stream.slice(1)) cache.apply(change)
  expect(client.getQueryData<TablePage>(key)?.fresh).toBe(1)
  cache.close()
})

test('new messages are counted once, whatever becomes of the fetches meanwhile and however many businesses the table spans', async () => {
  const client = new QueryClient()
  let frame: (() => void) | undefined
  const cache = new LiveCache(client, (run) => (frame = run))
  const store = new Store()
  store.message(1, 'in', 0)
  const keys = [messageKeys.table(BUSINESS, {}), messageKeys.table(EVERY_BUSINESS, {})]
  const answers: ((page: TablePage) => void)[] = []
  const before = store.table()
  for (const queryKey of keys) client.setQueryData(queryKey, before)
  store.message(2, 'in', 0)
  store.message(3, 'in', 0)
  const [, second, third] = store.stream
  if (!second || !third?.item) throw new Error('two changes')
  cache.apply(second)
  cache.apply({ ...third, business: 'globex_000002', item: { ...third.item, business: 'globex_000002' } })
  const fetches = keys.map((queryKey) => client.query({ queryKey, queryFn: () => new Promise<TablePage>((resolve) => answers.push(resolve)) }).catch(() => undefined))
  frame?.()
  const counted = () => keys.map((key) => client.getQueryData<TablePage>(key)?.fresh)
  expect(counted()).toEqual([1, 2])
  await client.cancelQueries()
  expect(counted(), 'a fetch that was given up').toEqual([1, 2])
  await Promise.all(fetches)
  const again = keys.map((queryKey) => client.query({ queryKey, queryFn: () => new Promise<TablePage>((resolve) => answers.push(resolve)) }))
  await settle()
  for (const answer of answers.splice(0)) answer(before)
  await Promise.all(again)
  expect(counted(), 'a fetch that read what was there before').toEqual([1, 2])
  cache.close()
})
