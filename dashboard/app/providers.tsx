'use client'

import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { mayRetry } from '@/api/errors'
// Every page comes with its failure and its "not found". Named in the layout that all pages share, what these are made of is
// loaded once, and not once more with each of them.
import '@/features/shell/failure'
import { SessionProvider } from '@/features/session/session-provider'
import { WordsProvider } from '@/words/words'

const RETRIES_MAX = 3

/** LIVE keeps data fresh, so nothing is fetched again only because time went by or a window got the focus. */
function makeClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        gcTime: 30 * 60_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < RETRIES_MAX && mayRetry(error),
      },
    },
  })
}

export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(makeClient)
  return (
    <CSPProvider disableStyleElements>
      <WordsProvider>
        <QueryClientProvider client={client}>
          <SessionProvider>{children}</SessionProvider>
        </QueryClientProvider>
      </WordsProvider>
    </CSPProvider>
  )
}
