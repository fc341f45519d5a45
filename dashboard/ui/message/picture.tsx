import type { ReactNode } from 'react'
import { classes } from '../classes'
import { MediaMissing, type Media } from './media-state'

type Props = {
  media: Media
  /** What is to be seen, as far as anybody said so. */
  alt: string
  /** Wide, upright or square: keeps the place while it loads. */
  shape?: 'wide' | 'upright' | 'square'
  /** Names the opening of the picture in full. */
  open?: { label: string; run: () => void }
  caption?: ReactNode
}

export const SHAPES = { wide: 'aspect-[4/3] w-72', upright: 'aspect-[3/4] w-56', square: 'aspect-square w-60' }

/** A photo in a bubble. */
export function Picture({ media, alt, shape = 'wide', open, caption }: Props) {
  const size = classes('-mx-1.5 my-0.5 block max-w-[calc(100%+0.75rem)] overflow-hidden rounded-lg', SHAPES[shape])
  const image = media.state === 'ready' && <img src={media.url} alt={alt} loading="lazy" decoding="async" className="size-full bg-hover object-cover" />
  return (
    <>
      {media.state !== 'ready' ? (
        <MediaMissing media={media} className={size} />
      ) : open ? (
        <button type="button" aria-label={open.label} onClick={open.run} className={size}>
          {image}
        </button>
      ) : (
        <span className={size}>{image}</span>
      )}
      {caption && <span className="block w-0 min-w-full">{caption}</span>}
    </>
  )
}
