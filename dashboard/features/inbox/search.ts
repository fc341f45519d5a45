// The address of the inbox and what it asks of the API. Pure.

import type { ConversationItem, ConversationState } from '@/api/generated/switchboard'
import { CONVERSATION_STATES } from '@/api/types'
import { NOBODY, type ConversationFilter } from '@/features/conversations/filter'
import { paths, type InboxSearch as Address } from '@/lib/paths'

export const VIEWS = ['mine', 'unassigned', 'all'] as const
export type View = (typeof VIEWS)[number]

export type InboxSearch = {
  conversation: string | null
  view: View
  state: ConversationState | 'all'
  /** The contact is shown over the thread, where it doesn't fit beside it. */
  contact: boolean
}

export function parseInbox(params: URLSearchParams): InboxSearch {
  const state = params.get('s')
  return {
    conversation: params.get('c'),
    view: VIEWS.find((view) => view === params.get('f')) ?? 'all',
    state: state === 'all' ? 'all' : (CONVERSATION_STATES.find((known) => known === state) ?? 'open'),
    contact: params.get('p') === 'contact',
  }
}

export function inboxAddress(business: string, { conversation, view, state, contact }: InboxSearch): Address {
  return {
    business,
    conversation: conversation ?? undefined,
    view: view === 'all' ? undefined : view,
    state: state === 'open' ? undefined : state,
    panel: conversation && contact ? 'contact' : undefined,
  }
}

/** What to give to somebody else: it opens the conversation, whatever list they look at. */
export function linkOf({ business, id }: Pick<ConversationItem, 'business' | 'id'>): string {
  return window.location.origin + paths.inbox({ business, conversation: id })
}

/** `me` is the viewer's user id; null while the view needs it and it isn't known. */
export function listFilter({ view, state }: Pick<InboxSearch, 'view' | 'state'>, me: string | undefined): ConversationFilter | null {
  if (view === 'mine' && me === undefined) return null
  const assignee = { mine: me, unassigned: NOBODY, all: undefined }[view]
  return { ...(state === 'all' ? {} : { state }), ...(assignee ? { assignee } : {}) }
}
