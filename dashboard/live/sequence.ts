// How far each business's changes were applied. Pure.
// `seq` grows strictly within an `epoch` but isn't dense (the stream is shared by businesses), so a hole can't be seen
// from here: the server knows, replays what was missed, or says `resync`.

export type Cursor = { epoch: string; seq: number }

export class Sequence {
  private readonly cursors = new Map<string, Cursor>()

  at(business: string): Cursor | undefined {
    return this.cursors.get(business)
  }

  /** Whether the change is the next one; an old one is to be ignored. */
  accept(business: string, seq: number): boolean {
    const cursor = this.cursors.get(business)
    if (!cursor || seq <= cursor.seq) return false
    cursor.seq = seq
    return true
  }

  /**
   * The server confirmed a subscription whose replay starts after `from`.
   * Answers whether what is on the screen must be fetched again.
   */
  confirm(business: string, epoch: string, from: number): boolean {
    const cursor = this.cursors.get(business)
    if (cursor?.epoch === epoch && cursor.seq >= from) return false
    this.cursors.set(business, { epoch, seq: from })
    return true
  }

  /** The server can't replay: start over from `head`. */
  restart(business: string, epoch: string, head: number): void {
    this.cursors.set(business, { epoch, seq: head })
  }

  forget(business: string): void {
    this.cursors.delete(business)
  }
}
