// One at a time, in order of asking.

export class Mutex {
  #tail: Promise<unknown> = Promise.resolve()

  /** Runs `task` after all earlier ones have settled; a failure of one does not touch the next. */
  run<T>(task: () => T | Promise<T>): Promise<T> {
    const result = this.#tail.then(task)
    this.#tail = result.catch(() => undefined)
    return result
  }
}
