/** The cursor of the page before, by cursor: cursors only lead on, so the way back is remembered. Null is the first page. */
const before = new Map<string, string | null>()

/** Where the page of this cursor was come to from; nothing when it was opened by its address. */
export const cursorBefore = (cursor: string | null): string | null | undefined => (cursor === null ? undefined : before.get(cursor))

/** Remembers that `next` follows `cursor`. */
export function leadOn(cursor: string | null, next: string): void {
  before.set(next, cursor)
}
