'use client'

import { useQueryClient } from '@tanstack/react-query'
import { createContext, useCallback, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react'
import { patiently } from '@/lib/patiently'
import { LiveCache } from './apply-change'
import type { LinkState, News, Want } from './link'
import { Sequence } from './sequence'
import type { Link } from './tabs'
import { Wanted } from './wanted'

/** The live side of one tab: what it wants, how far it is, and how the connection does. */
class Live {
  private readonly wanted = new Wanted()
  private readonly sequence = new Sequence()
  private readonly listeners = new Set<() => void>()
  private link: Link | null = null
  state: LinkState = 'connecting'
  cache: LiveCache | null = null

  /** Answers how to close it. The socket's code is loaded after the first paint. */
  open(cache: LiveCache, token: () => Promise<string | null>): () => void {
    let closed = false
    this.cache = cache
    void patiently(() => import('./tabs')).then(({ openLink }) => {
      if (closed) return
      this.link = openLink({ token, hear: (news) => this.hear(news, cache), wants: () => this.wanted.all.map((business) => this.wantOf(business)) })
    })
    return () => {
      closed = true
      this.link?.close()
      this.link = null
      this.cache = null
    }
  }

  /** Answers how to stop. */
  follow(business: string): () => void {
    if (this.wanted.look(business)) this.link?.want(this.wantOf(business))
    for (const surplus of this.wanted.takeSurplus()) {
      // What other tabs are told of it from now on may have holes for this one.
      this.sequence.forget(surplus)
      this.link?.drop(surplus)
    }
    return () => this.wanted.away(business)
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private wantOf(business: string): Want {
    const cursor = this.sequence.at(business)
    return cursor ? { business, after: cursor.seq, epoch: cursor.epoch } : { business }
  }

  private hear(news: News, cache: LiveCache): void {
    switch (news.kind) {
      case 'state':
        this.state = news.state
        // For styles and tests: whether what is on the screen is live.
        document.documentElement.dataset.live = news.state
        for (const listener of this.listeners) listener()
        break
      case 'change':
        if (this.sequence.accept(news.change.business, news.change.seq)) cache.apply(news.change)
        break
      case 'subscribed':
        if (this.sequence.confirm(news.business, news.epoch, news.from)) cache.refetch(news.business)
        break
      case 'resync':
        this.sequence.restart(news.business, news.epoch, news.head)
        cache.refetch(news.business)
        break
      case 'refused':
        this.wanted.remove(news.business)
        break
    }
  }
}

const LiveContext = createContext<Live | null>(null)

export function LiveProvider({ token, children }: { token: () => Promise<string | null>; children: ReactNode }) {
  const client = useQueryClient()
  const [live] = useState(() => new Live())
  useEffect(() => {
    const cache = new LiveCache(client)
    const close = live.open(cache, token)
    return () => {
      close()
      cache.close()
    }
  }, [client, live, token])
  return <LiveContext value={live}>{children}</LiveContext>
}

function useLive(): Live {
  const live = useContext(LiveContext)
  if (!live) throw new Error('LiveProvider is missing')
  return live
}

/** Keeps the data of a business live while the component is there. */
export function useFollow(business: string | undefined): void {
  const live = useLive()
  useEffect(() => {
    if (business) return live.follow(business)
  }, [live, business])
}

/** Where writes tell what they did; null until the page is live. */
export function useLiveCache(): () => LiveCache | null {
  const live = useLive()
  return useCallback(() => live.cache, [live])
}

export function useLinkState(): LinkState {
  const live = useLive()
  return useSyncExternalStore(
    live.subscribe,
    () => live.state,
    () => 'connecting',
  )
}
