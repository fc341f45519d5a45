'use client'

// Every primitive in its states, for people, for axe and for screenshots: one section at a time, in the address as `?section=`.

import Link from 'next/link'
import { useSearchParams } from 'next/navigation'
import { Suspense, useSyncExternalStore, type ComponentType } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { useLook } from '@/features/shell/look'
import { classes } from '@/ui/classes'
import { Logo } from '@/ui/logo'
import { Select } from '@/ui/select'
import { Toasts } from '@/ui/toast'
import { useSamples } from './samples'
import type { Samples } from './samples.en'
import { Bubbles } from './section-bubbles'
import { Buttons } from './section-buttons'
import { Charts } from './section-charts'
import { ChoiceBubbles } from './section-choices'
import { Composers } from './section-composer'
import { Fields } from './section-fields'
import { Floating } from './section-floating'
import { Foundations } from './section-foundations'
import { Marks } from './section-marks'
import { MediaBubbles } from './section-media'
import { States } from './section-states'
import { Tables } from './section-table'

type SectionName = keyof Samples['sections']

const SECTIONS: Record<SectionName, ComponentType> = {
  foundations: Foundations,
  buttons: Buttons,
  fields: Fields,
  marks: Marks,
  bubbles: Bubbles,
  media: MediaBubbles,
  choices: ChoiceBubbles,
  composer: Composers,
  table: Tables,
  floating: Floating,
  charts: Charts,
  states: States,
}
const NAMES = Object.keys(SECTIONS) as SectionName[]

const never = () => () => undefined

export default function GalleryPage() {
  // Not in the exported HTML: hidden inputs of switches and selects carry inline styles, which the content security policy
  // refuses in markup and allows in scripts. Pages of the product are rendered after sign-in, so they have no such markup.
  const inBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
  return <Suspense>{inBrowser && <Gallery />}</Suspense>
}

function Gallery() {
  const samples = useSamples()
  const t = useTranslations('ui')
  const locale = useLocale()
  const wanted = useSearchParams().get('section')
  const name = NAMES.find((known) => known === wanted) ?? 'foundations'
  const Section = SECTIONS[name]
  return (
    <div className="flex h-dvh max-md:flex-col">
      <header className="flex shrink-0 flex-col gap-3 border-line bg-surface p-4 max-md:border-b md:w-60 md:overflow-y-auto md:border-e">
        <h1 className="flex items-center gap-2.5 text-lg font-semibold">
          <Logo className="size-7 text-accent" />
          {samples.title}
        </h1>
        <nav aria-label={samples.title} className="flex gap-0.5 max-md:overflow-x-auto md:flex-col">
          {NAMES.map((one) => (
            <Link
              key={one}
              ref={(link) => {
                if (one === name) link?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
              }}
              href={`/gallery?section=${one}`}
              prefetch={false}
              aria-current={one === name ? 'page' : undefined}
              className={classes('focus-inset shrink-0 rounded-md px-2.5 py-1.5 text-sm', one === name ? 'bg-selected font-medium text-text' : 'text-text-2 hover:bg-hover hover:text-text')}
            >
              {samples.sections[one]}
            </Link>
          ))}
        </nav>
        <Looks />
      </header>
      {/* A new language is a new page: what is inside keeps texts of its own. */}
      <main key={`${name} ${locale}`} className="focus-inset min-h-0 min-w-0 flex-1 overflow-y-auto p-4 md:p-6" tabIndex={0}>
        <h2 className="mb-4 text-xl font-semibold">{samples.sections[name]}</h2>
        <div className="grid grid-cols-1 content-start gap-4 xl:grid-cols-2">
          <Section />
        </div>
      </main>
      <Toasts label={t('notifications')} close={t('close')} />
    </div>
  )
}

/** How everything is shown; the direction follows the language. */
function Looks() {
  return (
    <div className="flex flex-wrap gap-1.5 md:flex-col">
      {useLook().map(({ id, label, value, choices, choose }) => (
        <Select key={id} label={label} value={value} onChange={choose} choices={choices.map((each) => ({ ...each, label: `${label}: ${each.label}` }))} />
      ))}
    </div>
  )
}
