import { queryOptions } from '@tanstack/react-query'
import { listBusinesses, me, type BusinessItem } from '@/api/generated/switchboard'
import { businessKeys } from './keys'

const PAGE_LIMIT = 200
const PAGES_MAX = 25

/** Who is signed in, and the businesses they belong to. */
export const meQuery = queryOptions({ queryKey: businessKeys.me, queryFn: ({ signal }) => me({ signal }) })

/** Every business that the viewer may see, by name. */
export const businessesQuery = queryOptions({
  queryKey: businessKeys.all,
  queryFn: async ({ signal }) => {
    const found: BusinessItem[] = []
    let cursor: string | undefined
    for (let page = 0; page < PAGES_MAX; page++) {
      const answer = await listBusinesses({ cursor, limit: PAGE_LIMIT }, { signal })
      found.push(...answer.items)
      if (answer.next_cursor === null) break
      cursor = answer.next_cursor
    }
    return found.sort((a, b) => a.display_name.localeCompare(b.display_name))
  },
})
