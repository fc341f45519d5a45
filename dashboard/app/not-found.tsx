'use client'

import { Compass } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { paths } from '@/lib/paths'
import { buttonClasses } from '@/ui/button'
import { Notice } from '@/ui/notice'

export default function NotFound() {
  const t = useTranslations('notFound')
  return (
    <main className="flex h-dvh">
      <Notice
        icon={<Compass />}
        title={t('title')}
        action={
          <Link prefetch={false} href={paths.inbox()} className={buttonClasses('primary')}>
            {t('home')}
          </Link>
        }
      >
        {t('text')}
      </Notice>
    </main>
  )
}
