'use client'

import { Building2, CloudAlert, Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { BusinessItem } from '@/api/generated/switchboard'
import { Failure } from '@/features/shell/failure'
import { PageLink } from '@/features/shell/page-link'
import { useFollow } from '@/live/live-provider'
import { paths } from '@/lib/paths'
import { buttonClasses } from '@/ui/button'
import { Notice } from '@/ui/notice'
import { useCurrentBusiness } from './current-business'

/** Shows a page of one business, live, or says why it can't. */
export function BusinessGate({ loading, children }: { loading: ReactNode; children: (business: BusinessItem) => ReactNode }) {
  const t = useTranslations('shell')
  const current = useCurrentBusiness()
  useFollow(current.kind === 'one' ? current.business.id : undefined)
  switch (current.kind) {
    case 'loading':
      return loading
    case 'failed':
      return <Failure icon={<CloudAlert />} error={current.error} retry={current.retry} />
    case 'none':
      return (
        <Notice icon={<Building2 />} title={t('noBusinessTitle')}>
          {t('noBusinessText')}
        </Notice>
      )
    case 'forbidden':
      return (
        <Notice
          icon={<Lock />}
          title={t('noAccessTitle')}
          action={
            <PageLink href={paths.inbox()} className={buttonClasses('primary')}>
              {t('ownInbox')}
            </PageLink>
          }
        >
          {t('noAccessText')}
        </Notice>
      )
    case 'one':
      return children(current.business)
  }
}
