import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { conversationKeys } from '@/features/conversations/keys'
import { LiveCache } from './apply-change.ts'

const key = conversationKeys.one('acme', 'c1')

test('a fetch that began before the gap is not believed, whether somebody looks at it or not', async () => {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
  const cache = new LiveCache(client)
  const answers: ((text: string) => void)[] = []
  const ask = { queryKey: key, queryFn: () => new Promise<string>((resolve) => answers.push(resolve)) }
  const prefetched = client.query(ask).catch(() => 'cancelled')
  cache.refetch('acme')
  answers[0]?.('read before the gap')
  await prefetched
  expect(client.getQueryData(key)).toBe(undefined)
  const stop = new QueryObserver(client, ask).subscribe(() => undefined)
  answers[1]?.('read after it')
  await expect.poll(() => client.getQueryData(key)).toBe('read after it')
  stop()
  cache.close()
})

test('a first load that is under way when the gap shows begins again, and is not left hanging', async () => {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
  const cache = new LiveCache(client)
  const answers: ((text: string) => void)[] = []
  const ask = { queryKey: key, queryFn: () => new Promise<string>((resolve) => answers.push(resolve)) }
  const stop = new QueryObserver(client, ask).subscribe(() => undefined)
  await expect.poll(() => answers.length).toBe(1)
  cache.refetch('acme')
  await expect.poll(() => answers.length).toBe(2)
  answers[0]?.('read before the gap')
  answers[1]?.('read after it')
  await expect.poll(() => client.getQueryData(key)).toBe('read after it')
  stop()
  cache.close()
})
