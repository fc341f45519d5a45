// Which businesses a tab keeps live. Pure.

/** So many stay live when nobody looks at them any more: coming back to one needs no fetch. The server follows 500 per socket. */
export const KEPT_MAX = 10

export class Wanted {
  /** How many parts of the page look at each; the one looked at last comes last. */
  private readonly looks = new Map<string, number>()

  get all(): string[] {
    return [...this.looks.keys()]
  }

  /** A part of the page looks at it; answers whether it wasn't live. */
  look(business: string): boolean {
    const looks = this.looks.get(business)
    this.looks.delete(business)
    this.looks.set(business, (looks ?? 0) + 1)
    return looks === undefined
  }

  /** It looks away. */
  away(business: string): void {
    const looks = this.looks.get(business)
    if (looks !== undefined) this.looks.set(business, looks - 1)
  }

  remove(business: string): void {
    this.looks.delete(business)
  }

  /** Takes out what is more than KEPT_MAX and nobody looks at, longest left first; answers what. */
  takeSurplus(): string[] {
    const left = this.all.filter((business) => this.looks.get(business) === 0)
    const surplus = left.slice(0, Math.max(0, this.looks.size - KEPT_MAX))
    for (const business of surplus) this.remove(business)
    return surplus
  }
}
