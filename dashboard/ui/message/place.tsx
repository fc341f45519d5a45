import { useDirection } from '@base-ui/react/direction-provider'
import { ExternalLink, MapPin } from 'lucide-react'

type Props = { name?: string; address?: string; /** Degrees. */ latitude: number; longitude: number; openLabel: string }

/** Degrees with as many places as a metre needs. */
const PLACES = 5

/** A place. No map is drawn, since that would tell a third party which customer is where; the link is the reader's own choice. */
export function Place({ name, address, latitude, longitude, openLabel }: Props) {
  const point = `${latitude.toFixed(PLACES)},${longitude.toFixed(PLACES)}`
  const direction = useDirection()
  return (
    <span dir={direction} className="-mx-1.5 my-0.5 block w-72 max-w-[calc(100%+0.75rem)] overflow-hidden rounded-lg bg-hover">
      <span aria-hidden className="map-paper flex h-24 items-center justify-center">
        <MapPin className="size-8 fill-danger-soft text-danger" />
      </span>
      <span className="flex flex-wrap items-center gap-x-2 px-2.5 py-2">
        {name && <span className="w-full text-sm font-medium">{name}</span>}
        {address && <span className="w-full text-xs text-text-2">{address}</span>}
        <a
          href={`https://www.openstreetmap.org/?mlat=${point.replace(',', '&mlon=')}#map=16/${point.replace(',', '/')}`}
          target="_blank"
          rel="noopener noreferrer nofollow"
          className="inline-flex items-center gap-1 text-xs font-medium text-accent-text underline-offset-2 hover:underline"
        >
          {openLabel}
          <ExternalLink aria-hidden className="size-3 rtl:-scale-x-100" />
        </a>
        <bdi dir="ltr" className="text-2xs text-text-2 tabular-nums">
          {point}
        </bdi>
      </span>
    </span>
  )
}
