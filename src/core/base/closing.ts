// What has to be closed when a home closes: in the reverse order of its opening, and within a time that no disk can stretch.
// A database or a lock that stays open would be worse than a failure, so every step is begun, whatever one of them says.
import { systemClock } from './clock.ts'
import type { Log } from './log.ts'

export type Closer = () => Promise<void> | void

/** A flush of all cores takes a slow disk a second or two. */
const EACH_MS = 3000
/** For all steps; each that is left then is begun, and hardly waited for. */
const ALL_MS = 7000
const LEFT_MS = 100

export interface Closed {
  /** What steps threw, the first one first. */
  failures: unknown[]
  /** Resolves when the steps that took too long have ended; null if none did. */
  late: Promise<void> | null
}

export class Closing {
  readonly #steps: { name: string; close: Closer }[] = []

  /** @param name for the log */
  add(name: string, close: Closer): void {
    this.#steps.push({ name, close })
  }

  /** Runs each step once; never rejects. */
  async run(log: Log): Promise<Closed> {
    const failures: unknown[] = []
    const late: { name: string; ended: Promise<void> }[] = []
    const endMs = systemClock.monotonicMs() + ALL_MS
    for (const { name, close } of this.#steps.splice(0).reverse()) {
      const ended = attempt(close, failures)
      const leftMs = Math.max(LEFT_MS, endMs - systemClock.monotonicMs())
      if (!(await isWithin(ended, Math.min(EACH_MS, leftMs)))) late.push({ name, ended })
    }
    if (late.length === 0) return { failures, late: null }
    log.error('not-closed-in-time', { nouns: late.map(({ name }) => name).join(', ') })
    return { failures, late: Promise.all(late.map(({ ended }) => ended)).then(() => undefined) }
  }
}

async function attempt(close: Closer, failures: unknown[]): Promise<void> {
  try {
    await close()
  } catch (error) {
    failures.push(error)
  }
}

/** Whether `ended` resolves in time. */
export async function isWithin(ended: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), ms)))
  try {
    return await Promise.race([ended.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}
