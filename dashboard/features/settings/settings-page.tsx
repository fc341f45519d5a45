'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { useLook } from '@/features/shell/look'
import { usePageTitle } from '@/features/shell/page-title'
import { Select } from '@/ui/select'
import { KeySettings } from './key-settings'

/** How this browser shows Switchboard, and its keys. */
export function SettingsPage() {
  const t = useTranslations()
  usePageTitle(t('settings.title'))
  return (
    <div className="min-w-0 flex-1 overflow-y-auto bg-surface">
      <div className="mx-auto flex max-w-2xl flex-col gap-8 px-4 py-6 md:px-8 md:py-10">
        <header>
          <h1 className="text-xl font-semibold tracking-tight">{t('settings.title')}</h1>
          <p className="mt-1 text-text-2">{t('settings.text')}</p>
        </header>
        <Section title={t('settings.look')}>
          <Look />
        </Section>
        <Section title={t('keys.title')}>
          <KeySettings />
        </Section>
      </div>
    </div>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="mb-2 text-base font-semibold">{title}</h2>
      {children}
    </section>
  )
}

function Look() {
  return (
    <div className="rounded-lg border border-line">
      {useLook().map(({ id, label, value, choices, choose }) => (
        <Row key={id} label={label}>
          <Select label={label} value={value} choices={choices} onChange={choose} />
        </Row>
      ))}
    </div>
  )
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex min-h-12 items-center justify-between gap-4 border-b border-line px-4 last:border-0">
      <span aria-hidden className="font-medium">
        {label}
      </span>
      {children}
    </div>
  )
}
