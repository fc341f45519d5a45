import { parseInbox } from '@/features/inbox/search'

/** The conversation that the address has open. Keys may come faster than drawings do, and the address is ahead of them. */
export const openedNow = (): string | null => parseInbox(new URLSearchParams(window.location.search)).conversation
