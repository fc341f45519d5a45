'use client'

import { PageFailure } from '@/features/shell/page-failure'

export default function Error({ error, reset }: { error: Error; reset: () => void }) {
  return <PageFailure error={error} reset={reset} />
}
