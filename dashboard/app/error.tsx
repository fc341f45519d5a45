'use client'

import { PageFailure } from '@/features/shell/page-failure'

export default function Error({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <main className="flex h-dvh">
      <PageFailure error={error} reset={reset} />
    </main>
  )
}
