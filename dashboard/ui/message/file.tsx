import { useDirection } from '@base-ui/react/direction-provider'
import { CircleAlert, Download, FileText } from 'lucide-react'
import type { ReactNode } from 'react'
import { classes } from '../classes'
import type { Media } from './media-state'

/** A document in a bubble: its name, what and how large it is, and the way to it. Laid out as the page is, not as its name is written. */
export function FileCard({ media, name, detail, download, caption }: { media: Media; name: string; detail: string; download: string; caption?: ReactNode }) {
  const direction = useDirection()
  const ready = media.state === 'ready'
  const Icon = media.state === 'failed' ? CircleAlert : FileText
  return (
    <>
      <span dir={direction} className="-mx-1.5 my-0.5 flex w-72 max-w-[calc(100%+0.75rem)] items-center gap-2.5 rounded-lg bg-hover p-2">
        <Icon aria-hidden className={classes('size-8 shrink-0 p-1', media.state === 'failed' ? 'text-danger' : 'text-text-2')} />
        <span className="min-w-0 flex-1">
          <bdi className="block truncate-own text-sm font-medium">{name}</bdi>
          <span className={classes('block text-xs', media.state === 'failed' ? 'text-danger' : 'text-text-2')}>{ready ? detail : media.text}</span>
        </span>
        {ready && (
          <a href={media.url} download={name} aria-label={download} className="inline-flex size-8 shrink-0 items-center justify-center rounded-md text-text-2 transition-colors hover:bg-hover hover:text-text">
            <Download aria-hidden className="size-4.5" />
          </a>
        )}
        {media.state === 'failed' && media.retry && (
          <button type="button" onClick={media.retry.run} className="shrink-0 rounded-sm px-1.5 py-1 text-xs font-medium underline">
            {media.retry.label}
          </button>
        )}
      </span>
      {caption && <span className="block w-0 min-w-full">{caption}</span>}
    </>
  )
}
