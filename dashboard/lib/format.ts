// Dates, numbers and names as people read them. Formatters are kept, because making one is slow.

const formats = new Map<string, Intl.DateTimeFormat>()

function format(locale: string, zone: string, key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const id = `${locale} ${zone} ${key}`
  let made = formats.get(id)
  if (!made) {
    made = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone })
    formats.set(id, made)
  }
  return made
}

export const clockTime = (at: Date, locale: string, zone: string) =>
  format(locale, zone, 'clock', { timeStyle: 'short' }).format(at)

export const shortDate = (at: Date, locale: string, zone: string) =>
  format(locale, zone, 'short', { day: 'numeric', month: 'short' }).format(at)

export const weekday = (at: Date, locale: string, zone: string) =>
  format(locale, zone, 'weekday', { weekday: 'short' }).format(at)

export const longDate = (at: Date, locale: string, zone: string) =>
  format(locale, zone, 'long', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(at)

export const fullTime = (at: Date, locale: string, zone: string) =>
  format(locale, zone, 'full', { dateStyle: 'medium', timeStyle: 'medium' }).format(at)

export const dateTime = (at: Date, locale: string, zone: string) =>
  format(locale, zone, 'dateTime', { dateStyle: 'medium', timeStyle: 'short' }).format(at)

/** The time zone of the person looking. */
export const viewerZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone

/** `4915112345678` as `+49 151 12345678`: enough grouping to read it aloud, without a table of every country. */
export function phone(digits: string): string {
  const country = digits.startsWith('1') || digits.startsWith('7') ? 1 : 2
  const rest = digits.slice(country)
  return `+${digits.slice(0, country)} ${rest.slice(0, 3)} ${rest.slice(3)}`.trim()
}

type Person = { name: string | null; wa_id: string | null; user_id: string | null }

/** What to call a customer: the name, else the number, else the business-scoped id. */
export function personName(person: Person): string {
  return person.name?.trim() || (person.wa_id ? phone(person.wa_id) : null) || person.user_id || '?'
}

/** One or two letters for an avatar. */
export function initials(name: string): string {
  const words = name.replace(/[^\p{L}\p{N} ]/gu, '').trim().split(/\s+/)
  const first = [...(words[0] ?? '')][0] ?? '?'
  const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : ''
  return (first + last).toUpperCase()
}

/** A stable hue of an avatar, 0 to 359. */
export function hueOf(id: string): number {
  let hash = 0
  for (let i = 0; i < id.length; i++) hash = (hash * 31 + id.charCodeAt(i)) | 0
  return Math.abs(hash) % 360
}
