// A mutex. Tasks run one at a time, in the order of the calls.

export class Mutex {
  #tail: Promise<unknown> = Promise.resolve()

  /**
   * Runs `task` when all earlier tasks have settled. A
   * failure of one task does not affect the next.
   */
  run<T>(task: () => T | Promise<T>): Promise<T> {
    const result = this.#tail.then(task)
    this.#tail = result.catch(() => undefined)
    return result
  }
}
