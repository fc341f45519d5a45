// Every address of the dashboard is built here; its whole output is one snapshot in paths.test.ts.
// The selection lives in the query string, so that changing it never re-mounts a page.

type Query = Record<string, string | undefined>

function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) if (value) search.set(key, value)
  const text = search.toString()
  return text ? `${path}?${text}` : path
}

export type InboxSearch = { business?: string; conversation?: string; view?: string; state?: string; panel?: string }

export type MessagesSearch = {
  business?: string
  sender?: string
  from?: string
  to?: string
  status?: string
  direction?: string
  text?: string
  cursor?: string
}

export const paths = {
  home: () => '/',
  signIn: (search: { next?: string } = {}) => address('/sign-in', { next: search.next }),
  acceptInvite: (search: { token?: string } = {}) => address('/accept-invite', { token: search.token }),
  inbox: (search: InboxSearch = {}) => address('/inbox', { b: search.business, c: search.conversation, f: search.view, s: search.state, p: search.panel }),
  settings: (search: { business?: string } = {}) => address('/settings', { b: search.business }),
  messages: (search: MessagesSearch = {}) =>
    address('/messages', {
      b: search.business,
      sender: search.sender,
      from: search.from,
      to: search.to,
      status: search.status,
      direction: search.direction,
      q: search.text,
      cursor: search.cursor,
    }),
}

/** Stands for this site where an address is only read, not opened. */
const HERE = 'https://this.site'

/** Where sign-in may lead back to: a path of this site, nothing else. Read as a browser reads it, which drops tabs and takes `\` for `/`. */
export function safeNext(next: string | null): string {
  if (!next || !URL.canParse(next, HERE)) return paths.inbox()
  const { origin, pathname, search } = new URL(next, HERE)
  // `/.//evil.example` is a path of this site, and what is left of it is not.
  return origin !== HERE || pathname.startsWith('//') ? paths.inbox() : pathname + search
}
