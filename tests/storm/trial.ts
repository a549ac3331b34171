// One trial of a scenario: a seed, a number of steps, a trace of the acts, and the resources to
// close at the end. Fewer steps are a prefix of the same trial, so that a failure can be shrunk.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Random } from './random.ts'

/** A broken invariant. Any other error that ends a trial is a finding too. */
export class Finding extends Error {
  override readonly name = 'Finding'
}

/** @throws Finding if `isSo` is false */
export function must(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Finding(otherwise)
}

const MAX_TRACE = 2000

export interface TrialOptions {
  seed: number
  steps: number
  /** By `performance.now()`. After this time the trial takes no step and is judged. */
  endsAtMs: number
  /** Called with each line of the trace at once. */
  onNote?: (line: string) => void
}

export class Trial {
  readonly seed: number
  readonly random: Random
  readonly counts = new Map<string, number>()
  readonly trace: string[] = []
  readonly #options: TrialOptions
  readonly #closers: (() => Promise<unknown>)[] = []
  #taken = 0
  #movedAtMs = performance.now()

  constructor(options: TrialOptions) {
    this.#options = options
    this.seed = options.seed
    this.random = new Random(options.seed)
  }

  get steps(): number {
    return this.#options.steps
  }

  /** Time until the trial takes no further step; infinite if only the steps count. */
  get leftMs(): number {
    return this.#options.endsAtMs - performance.now()
  }

  /** When the trial last took a step or noted a line, by `performance.now()`. */
  get movedAtMs(): number {
    return this.#movedAtMs
  }

  /** Steps taken so far. */
  get taken(): number {
    return this.#taken
  }

  /** True if the trial has one more step; counts it as taken. */
  next(): boolean {
    if (this.#taken >= this.#options.steps || performance.now() >= this.#options.endsAtMs) return false
    this.#taken++
    this.#movedAtMs = performance.now()
    return true
  }

  note(line: string): void {
    this.#movedAtMs = performance.now()
    this.trace.push(`${this.#taken}: ${line}`)
    if (this.trace.length > MAX_TRACE) this.trace.shift()
    this.#options.onNote?.(this.trace.at(-1)!)
  }

  count(what: string, times = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + times)
  }

  /** Makes an empty folder, removed at the end of the trial. */
  async folder(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'fumikura-storm-'))
    this.onEnd(() => rm(path, { recursive: true, force: true }))
    return path
  }

  /** Closers run in reverse order, also after a failure. */
  onEnd(close: () => Promise<unknown>): void {
    this.#closers.push(close)
  }

  /** @throws the first error of a closer, after all have run */
  async end(): Promise<void> {
    const failures: unknown[] = []
    for (const close of this.#closers.splice(0).reverse())
      await close().catch((error: unknown) => failures.push(error))
    if (failures.length > 0) throw failures[0]
  }
}
