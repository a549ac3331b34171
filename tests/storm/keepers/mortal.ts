// A process with an engine that a storm kills with -9 and starts again on the same home.
import type { Tasks } from '../../../bench/processes/tasks.ts'
import { Worker } from '../../../bench/processes/worker.ts'
import { startChild } from '../../support/child.ts'

export class Mortal<T extends Tasks> {
  readonly name: string
  readonly #entry: string
  readonly #words: readonly string[]
  #worker: Worker<T> | null = null

  constructor(name: string, entry: string, words: readonly string[]) {
    this.name = name
    this.#entry = entry
    this.#words = words
  }

  get isAlive(): boolean {
    return this.#worker?.isRunning === true
  }

  async live(): Promise<void> {
    if (this.isAlive) return
    this.#worker = await Worker.over<T>(this.name, await startChild(this.#entry, this.#words))
  }

  async die(): Promise<void> {
    const worker = this.#worker
    this.#worker = null
    await worker?.end()
  }

  /** @throws Error if the task fails, or the process dies before it ends */
  get run(): Worker<T>['run'] {
    const worker = this.#worker
    if (worker === null || !worker.isRunning) return () => Promise.reject(new Error(`${this.name} is dead`))
    return worker.run.bind(worker)
  }
}
