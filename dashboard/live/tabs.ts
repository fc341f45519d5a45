// One socket per browser: the tab that holds the lock holds the socket and tells the others. When it closes, the next one takes over.

import type { News, Want } from './link'
import { LiveSocket } from './socket'

const NAME = 'switchboard.live'

type Said =
  /** To the tab that holds the socket. */
  | { kind: 'want'; want: Want }
  | { kind: 'drop'; business: string }
  /** A tab has just come, and doesn't know how the connection does. */
  | { kind: 'hello' }
  /** To all the others. */
  | { kind: 'news'; news: News }
  /** Say what you want: the holder is new, or has dropped what one tab no longer wants. */
  | { kind: 'say' }

export type Link = { want: (want: Want) => void; drop: (business: string) => void; close: () => void }

export type LinkOptions = {
  token: () => Promise<string | null>
  hear: (news: News) => void
  /** What this tab wants, asked when it begins and whenever the holder asks every tab. */
  wants: () => Want[]
}

export function openLink({ token, hear, wants }: LinkOptions): Link {
  const channel = new BroadcastChannel(NAME)
  const closing = new AbortController()
  let socket: LiveSocket | null = null
  let state: Extract<News, { kind: 'state' }> = { kind: 'state', state: 'connecting' }

  const say = (said: Said) => channel.postMessage(said)
  const tell = (news: News) => {
    if (closing.signal.aborted) return
    if (news.kind === 'state') state = news
    say({ kind: 'news', news })
    hear(news)
  }
  const introduce = () => {
    say({ kind: 'hello' })
    for (const want of wants()) say({ kind: 'want', want })
  }
  /** As long as any tab wants it, it is followed again from where that tab is. */
  const drop = (business: string, held: LiveSocket) => {
    held.drop(business)
    for (const want of wants()) held.want(want)
    say({ kind: 'say' })
  }

  channel.onmessage = ({ data }: MessageEvent<Said>) => {
    if (data.kind === 'news') hear(data.news)
    else if (data.kind === 'say') introduce()
    else if (!socket) return
    else if (data.kind === 'want') socket.want(data.want)
    else if (data.kind === 'drop') drop(data.business, socket)
    else tell(state)
  }

  void navigator.locks
    .request(NAME, { signal: closing.signal }, () => {
      socket = new LiveSocket({ token, tell })
      for (const want of wants()) socket.want(want)
      say({ kind: 'say' })
      return new Promise<void>((release) => closing.signal.addEventListener('abort', () => release()))
    })
    .catch((error: unknown) => {
      if (!closing.signal.aborted) throw error
    })

  // The holder may have been there for long, and this tab may have wanted something before it could say so.
  introduce()

  return {
    want: (want) => {
      if (socket) socket.want(want)
      else say({ kind: 'want', want })
    },
    drop: (business) => {
      if (socket) drop(business, socket)
      else say({ kind: 'drop', business })
    },
    close: () => {
      closing.abort()
      socket?.close()
      channel.close()
    },
  }
}
