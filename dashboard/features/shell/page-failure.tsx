'use client'

import { useEffect } from 'react'
import { Failure } from './failure'

/** A part of the program that the server no longer has: after an update, only a fresh page knows the new ones. */
const isMissingPart = (error: Error) => /chunk|dynamically imported module/i.test(error.message) || error.name === 'ChunkLoadError'

/** A page that broke: says so, and goes on by itself when the network comes back. */
export function PageFailure({ error, reset }: { error: Error; reset: () => void }) {
  useEffect(() => {
    const again = () => recover(error, reset)
    window.addEventListener('online', again)
    return () => window.removeEventListener('online', again)
  }, [error, reset])
  return <Failure error={error} retry={() => recover(error, reset)} />
}

function recover(error: Error, reset: () => void): void {
  if (isMissingPart(error)) window.location.reload()
  else reset()
}
