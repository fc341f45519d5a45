import { CloudDownload, ImageOff } from 'lucide-react'
import { Button } from '../button'
import { classes } from '../classes'

/** Where a file is: text is shown at once, files come later or don't. */
export type Media = { state: 'ready'; url: string } | { state: 'pending'; text: string } | { state: 'failed'; text: string; retry?: { label: string; run: () => void } }

/** Stands where a picture or a video will be, or would have been. */
export function MediaMissing({ media, className }: { media: Exclude<Media, { state: 'ready' }>; className?: string }) {
  const Icon = media.state === 'pending' ? CloudDownload : ImageOff
  return (
    <span className={classes('flex flex-col items-center justify-center gap-2 rounded-lg bg-hover p-4 text-center text-xs', media.state === 'failed' ? 'text-danger' : 'text-text-2', className)}>
      <Icon aria-hidden className={classes('size-6', media.state === 'pending' && 'animate-skeleton')} />
      {media.text}
      {media.state === 'failed' && media.retry && (
        <Button size="small" onClick={media.retry.run}>
          {media.retry.label}
        </Button>
      )}
    </span>
  )
}
