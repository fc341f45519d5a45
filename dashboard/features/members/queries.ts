import { queryOptions } from '@tanstack/react-query'
import { listMembers } from '@/api/generated/switchboard'
import { everyItem, PAGE_LIMIT } from '@/api/pages'
import { memberKeys } from './keys'

/** How long a list of people is good enough: they change seldom, and no change tells of it. */
const FRESH_MS = 60_000

/** The people of a business, by name. */
export const membersQuery = (business: string) =>
  queryOptions({
    queryKey: memberKeys.ofBusiness(business),
    queryFn: async ({ signal }) => {
      const found = await everyItem((cursor) => listMembers(business, { cursor, limit: PAGE_LIMIT }, { signal }))
      return found.sort((a, b) => a.name.localeCompare(b.name))
    },
    staleTime: FRESH_MS,
  })
