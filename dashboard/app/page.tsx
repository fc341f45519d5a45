'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { paths } from '@/lib/paths'

export default function HomePage() {
  const router = useRouter()
  useEffect(() => router.replace(paths.inbox()), [router])
  return null
}
