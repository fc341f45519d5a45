import { queryOptions } from '@tanstack/react-query'
import { listMembers } from '@/api/generated/switchboard'
import { memberKeys } from './keys'

/** How long a list of people is good enough: they change seldom, and no change tells of it. */
const FRESH_MS = 60_000
/** The API's largest page; a list to choose from needs no more. */
const PEOPLE_MAX = 200

/** The people of a business, by name. */
export const membersQuery = (business: string) =>
  queryOptions({
    queryKey: memberKeys.ofBusiness(business),
    queryFn: async ({ signal }) => (await listMembers(business, { limit: PEOPLE_MAX }, { signal })).items.sort((a, b) => a.name.localeCompare(b.name)),
    staleTime: FRESH_MS,
  })
