// One after the other: an act begins when the one before it has ended, however that ended.
export class Turns {
  #last: Promise<unknown> = Promise.resolve()

  take<T>(act: () => Promise<T>): Promise<T> {
    const taken = this.#last.then(act)
    this.#last = taken.catch(() => undefined)
    return taken
  }

  /** Resolves when nothing is under way. */
  async rest(): Promise<void> {
    await this.#last
  }
}
