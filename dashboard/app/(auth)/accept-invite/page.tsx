import { Suspense } from 'react'
import { AcceptInviteForm } from '@/features/session/accept-invite-form'

export default function AcceptInvitePage() {
  return (
    <Suspense>
      <AcceptInviteForm />
    </Suspense>
  )
}
