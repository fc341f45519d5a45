// What a tab knows of the connection, whether it holds the socket itself or listens to the tab that does.

import type { Change } from '@/api/generated/switchboard'

export type LinkState = 'connecting' | 'online' | 'offline'

/** What the tab that holds the socket tells every tab, itself included. */
export type News =
  | { kind: 'state'; state: LinkState }
  | { kind: 'change'; change: Change }
  /** Changes of this business follow from `from` on. */
  | { kind: 'subscribed'; business: string; epoch: string; from: number }
  /** The server can't replay what was missed. */
  | { kind: 'resync'; business: string; epoch: string; head: number }
  /** The server refused the subscription, for good. */
  | { kind: 'refused'; business: string; error: string }

/** A tab wants the changes of a business, after what it has. */
export type Want = { business: string; after?: number; epoch?: string }
