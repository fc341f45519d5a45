'use client'

import { Compass } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { PageLink } from '@/features/shell/page-link'
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
          <PageLink href={paths.inbox()} className={buttonClasses('primary')}>
            {t('home')}
          </PageLink>
        }
      >
        {t('text')}
      </Notice>
    </main>
  )
}
