import type { ReactNode } from 'react'
import { classes } from '../classes'
import { MediaMissing, type Media } from './media-state'
import { SHAPES } from './picture'

/** A video in a bubble; nothing of it is loaded before it is played. `label` names it. */
export function Video({ media, label, shape = 'wide', poster, caption }: { media: Media; label: string; shape?: keyof typeof SHAPES; poster?: string; caption?: ReactNode }) {
  const size = classes('-mx-1.5 my-0.5 block max-w-[calc(100%+0.75rem)] overflow-hidden rounded-lg', SHAPES[shape])
  return (
    <>
      {media.state === 'ready' ? (
        <video controls preload="none" playsInline src={media.url} poster={poster} aria-label={label} className={classes(size, 'bg-black object-contain')} />
      ) : (
        <MediaMissing media={media} className={size} />
      )}
      {caption && <span className="block w-0 min-w-full">{caption}</span>}
    </>
  )
}
