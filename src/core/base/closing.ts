// Closes the parts of a home in the reverse order of their opening, within a fixed time.
// An open database or lock is worse than an error, so every
// step starts, even if an earlier one fails.
import { systemClock } from './clock.ts'
import type { Log } from './log.ts'

type Closer = () => Promise<void> | void

/** Time-out of one step. A flush of all cores takes one or two seconds on a slow disk. */
const EACH_MS = 3000
/** The least time-out of a step, also after ALL_MS has passed. */
const ALL_MS = 7000
/** Each step that starts after ALL_MS has passed gets this time-out. */
const LEFT_MS = 100

interface Closed {
  /** The errors that steps threw, in the order in which they were thrown. */
  failures: unknown[]
  /** Resolves when the steps that exceeded their time-out have ended. Null if there was none. */
  late: Promise<void> | null
}

export class Closing {
  readonly #steps: { name: string; close: Closer }[] = []

  /** @param name appears in the log if this step exceeds its time-out */
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

/** True if `ended` resolves within `ms`. */
export async function isWithin(ended: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), ms)))
  try {
    return await Promise.race([ended.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}
