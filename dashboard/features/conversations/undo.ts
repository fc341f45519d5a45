/** Takes the last resolve or snooze back, also when another conversation is open by now; each of them once. */
export class LastUndo {
  private last: (() => void) | undefined

  /** Remembers how to take back what was done just now, if anything does; answers the same, for a button. */
  remember(takeBack: (() => void) | undefined): (() => void) | undefined {
    if (!takeBack) return (this.last = undefined)
    const undo = () => {
      this.forget(undo)
      takeBack()
    }
    this.last = undo
    return undo
  }

  /** There is nothing to take back any more. */
  forget(undo: (() => void) | undefined): void {
    if (this.last === undo) this.last = undefined
  }

  readonly run = (): void => this.last?.()
}
