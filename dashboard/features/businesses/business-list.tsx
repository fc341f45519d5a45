'use client'

import { useQuery } from '@tanstack/react-query'
import { Check, Search } from 'lucide-react'
import { usePathname, useRouter } from 'next/navigation'
import { useId, useState } from 'react'
import { useTranslations } from 'use-intl'
import { hueOf, initials } from '@/lib/format'
import { paths } from '@/lib/paths'
import { Avatar } from '@/ui/avatar'
import { Badge } from '@/ui/badge'
import { classes } from '@/ui/classes'
import { inputClasses } from '@/ui/input'
import { useListKeys } from '@/ui/list-keys'
import { businessesQuery } from './queries'

/** More than this is found by searching. */
const SHOWN_MAX = 50

/** Every business of the viewer, to search and to choose from. */
export function BusinessList({ chosen, onChosen }: { chosen: string; onChosen: () => void }) {
  const t = useTranslations('shell')
  const router = useRouter()
  const pathname = usePathname()
  const { data = [] } = useQuery(businessesQuery)
  const [text, setText] = useState('')
  const listId = useId()
  const found = data.filter(({ display_name }) => display_name.toLowerCase().includes(text.trim().toLowerCase())).slice(0, SHOWN_MAX)

  const choose = (business: string) => {
    onChosen()
    router.push(pathname.startsWith('/messages') ? paths.messages({ business }) : paths.inbox({ business }))
  }
  const { at, setAt, onKeyDown, choice } = useListKeys(found.length, (index) => {
    const picked = found[index]
    if (picked) choose(picked.id)
  })

  return (
    <div className="flex max-h-96 flex-col">
      <label className="relative border-b border-line p-2">
        <span className="sr-only">{t('searchBusinesses')}</span>
        <Search aria-hidden className="absolute start-4.5 top-4.5 size-4 text-text-3" />
        <input
          autoFocus
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={found[at] ? `${listId}-${at}` : undefined}
          value={text}
          placeholder={t('searchBusinesses')}
          onChange={(event) => {
            setText(event.target.value)
            setAt(0)
          }}
          onKeyDown={onKeyDown}
          className={classes(inputClasses, 'h-8 ps-8 pe-2 text-sm')}
        />
      </label>
      <ul id={listId} role="listbox" aria-label={t('business')} className="overflow-y-auto p-1">
        {found.map((business, index) => (
          <li
            key={business.id}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={business.id === chosen}
            {...choice(index)}
            className={classes('flex h-10 items-center gap-2.5 rounded-sm px-2', index === at && 'bg-hover')}
          >
            <Avatar square size="small" initials={initials(business.display_name)} hue={hueOf(business.id)} />
            <span className="flex-1 truncate">{business.display_name}</span>
            {business.suspended && <Badge tone="warn">{t('suspended')}</Badge>}
            {business.id === chosen && <Check aria-hidden className="size-4 text-accent-text" />}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="p-4 text-center text-text-2">{t('noBusinessFound')}</p>}
    </div>
  )
}
