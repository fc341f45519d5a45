import { queryOptions } from '@tanstack/react-query'
import { listBusinesses, me } from '@/api/generated/switchboard'
import { everyItem, PAGE_LIMIT } from '@/api/pages'
import { businessKeys } from './keys'

/** No change tells of a suspension, a new number or a role that was lost: what is older than this is asked for again when the window gets the focus. */
const FRESH_MS = 60_000
/** And while it stays in front, this often. One part of the page sees to it. */
export const AGAIN_MS = 5 * 60_000
const asked = { staleTime: FRESH_MS, refetchOnWindowFocus: true }

/** Who is signed in, and the businesses they belong to. */
export const meQuery = queryOptions({ queryKey: businessKeys.me, queryFn: ({ signal }) => me({ signal }), ...asked })

/** Every business that the viewer may see, by name. */
export const businessesQuery = queryOptions({
  queryKey: businessKeys.all,
  queryFn: async ({ signal }) => {
    const found = await everyItem((cursor) => listBusinesses({ cursor, limit: PAGE_LIMIT }, { signal }))
    return found.sort((a, b) => a.display_name.localeCompare(b.display_name))
  },
  ...asked,
})
