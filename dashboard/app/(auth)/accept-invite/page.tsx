import type { Metadata } from 'next'
import { Suspense } from 'react'
import { AcceptInviteForm } from '@/features/session/accept-invite-form'

export const metadata: Metadata = { title: 'Invitation' }

export default function AcceptInvitePage() {
  return (
    <Suspense>
      <AcceptInviteForm />
    </Suspense>
  )
}
