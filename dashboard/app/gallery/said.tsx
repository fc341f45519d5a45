import { useTranslations } from 'use-intl'
import type { ComponentProps } from 'react'
import { Bubble } from '@/ui/bubble'
import { Tick, type TickState } from '@/ui/tick'
import { useSamples } from './samples'

type Props = Omit<ComponentProps<typeof Bubble>, 'author' | 'footer'> & { author?: string; tick?: TickState; edited?: boolean }

/** A bubble with an author, a time and, when it is ours, a tick. */
export function Said({ author, tick, edited = false, ...bubble }: Props) {
  const samples = useSamples()
  const status = useTranslations('status')
  const names = { in: samples.customer, out: samples.you, note: samples.note }
  return (
    <Bubble
      {...bubble}
      author={author ?? names[bubble.side]}
      footer={
        <>
          {edited && <span>{samples.edited}</span>}
          <time>{samples.time}</time>
          {tick && <Tick state={tick} label={status(tick)} className="-me-1" />}
        </>
      }
    />
  )
}
