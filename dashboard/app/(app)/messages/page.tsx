import { Suspense } from 'react'
import { MessagesPage } from '@/features/messages/messages-page'

export default function Page() {
  return (
    <Suspense>
      <MessagesPage />
    </Suspense>
  )
}
