// One socket per browser: the tab that holds the lock holds the socket and tells the others. When it closes, the next one takes over.

import type { News, Want } from './link'
import { LiveSocket } from './socket'

const NAME = 'switchboard.live'

type Said = { to: 'holder'; want: Want } | { to: 'all'; news: News } | { to: 'all'; kind: 'new-holder' }

export type Link = { want: (want: Want) => void; close: () => void }

export type LinkOptions = {
  token: () => Promise<string | null>
  hear: (news: News) => void
  /** What this tab still wants, asked when another tab takes the socket over. */
  wants: () => Want[]
}

export function openLink({ token, hear, wants }: LinkOptions): Link {
  const channel = new BroadcastChannel(NAME)
  const closing = new AbortController()
  let socket: LiveSocket | null = null
  let state: News = { kind: 'state', state: 'connecting' }

  const say = (said: Said) => channel.postMessage(said)
  const tell = (news: News) => {
    if (closing.signal.aborted) return
    if (news.kind === 'state') state = news
    say({ to: 'all', news })
    hear(news)
  }

  channel.onmessage = ({ data }: MessageEvent<Said>) => {
    if (data.to === 'holder') {
      if (!socket) return
      say({ to: 'all', news: state })
      socket.want(data.want)
    } else if ('news' in data) {
      hear(data.news)
    } else {
      for (const want of wants()) say({ to: 'holder', want })
    }
  }

  void navigator.locks
    .request(NAME, { signal: closing.signal }, () => {
      socket = new LiveSocket({ token, tell })
      for (const want of wants()) socket.want(want)
      say({ to: 'all', kind: 'new-holder' })
      return new Promise<void>((release) => closing.signal.addEventListener('abort', () => release()))
    })
    .catch((error: unknown) => {
      if (!closing.signal.aborted) throw error
    })

  return {
    want: (want) => {
      if (socket) socket.want(want)
      else say({ to: 'holder', want })
    },
    close: () => {
      closing.abort()
      socket?.close()
      channel.close()
    },
  }
}
