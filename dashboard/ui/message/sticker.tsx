import { MediaMissing, type Media } from './media-state'

/** A sticker; its bubble is `bare`. */
export function Sticker({ media, alt }: { media: Media; alt: string }) {
  if (media.state !== 'ready') return <MediaMissing media={media} className="size-36" />
  return <img src={media.url} alt={alt} loading="lazy" decoding="async" className="size-36 object-contain" />
}
