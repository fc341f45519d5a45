// What the generated client leaves out: words that the API sends as plain text, and the shape that all lists share.

export type Page<T> = { items: T[]; next_cursor: string | null }

/** An outbound message's way, lowest first: crates/domain/src/status.rs. */
export const STATUSES = ['queued', 'sent', 'failed', 'delivered', 'read', 'played'] as const
export type Status = (typeof STATUSES)[number]

export const CONVERSATION_STATES = ['open', 'pending', 'snoozed', 'resolved'] as const
