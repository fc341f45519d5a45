export type Command = {
  /** Its keys are in keys.ts under this name, if it has any. */
  id: string
  group: 'go' | 'do'
  label: string
  run: () => void
}

/** The commands that there are now, from whatever offers some. */
export class Registry {
  private readonly sets = new Map<symbol, () => readonly Command[]>()
  private readonly listeners = new Set<() => void>()
  private snapshot: readonly Command[] = []

  add(commands: () => readonly Command[]): () => void {
    const id = Symbol()
    this.sets.set(id, commands)
    this.refresh()
    return () => {
      this.sets.delete(id)
      this.refresh()
    }
  }
  /** To be called when labels change. A listed command runs what it means by the time that it is run, which may be more than its label says. */
  refresh(): void {
    this.snapshot = [...this.sets.values()]
      .flatMap((commands) => commands())
      .map((listed) => ({ ...listed, run: () => this.current().find(({ id }) => id === listed.id)?.run() }))
    for (const listener of this.listeners) listener()
  }
  /** As they were at the last refresh, to be listed. */
  all = (): readonly Command[] => this.snapshot
  /** Newest registration first, so that a page's key overrides the shell's. */
  current = (): readonly Command[] => [...this.sets.values()].reverse().flatMap((commands) => commands())
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}
