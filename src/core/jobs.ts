// Jobs: exports, checks and imports that a user started, with their progress. Each ends when it is
// done or cancelled.
import { Emitter, toText } from './base/index.ts'
import type { Job, JobId } from './contract/index.ts'
import { EngineError } from './contract/errors.ts'
import { randomBytes } from './seal/index.ts'

const PUBLISH_EVERY_MS = 250
const JOB_ID_BYTES = 16

interface Progress {
  done: number
  total: number
}

export interface RunningJob {
  signal: AbortSignal
  onProgress: (progress: Progress) => void
}

/** The progress of a job; null if it has ended. */
export interface JobChange {
  job: JobId
  progress: Job | null
}

export class Jobs {
  readonly events = new Emitter<{ changed: JobChange }>()
  readonly #running = new Map<JobId, { state: Job; stop: AbortController; ended: Promise<unknown> }>()
  readonly #changed = new Set<JobId>()
  #publishTimer: NodeJS.Timeout | null = null

  list(): Job[] {
    return [...this.#running.values()].map(({ state }) => ({ ...state }))
  }

  /** Resolves when the task is done. `signal` and `cancel` both abort it. */
  async run<T>(
    kind: Job['kind'],
    signal: AbortSignal,
    task: (running: RunningJob) => Promise<T>,
  ): Promise<T> {
    const stop = new AbortController()
    const job = toText(randomBytes(JOB_ID_BYTES)) as JobId
    const state: Job = { job, kind, done: 0, total: 0 }
    const either = AbortSignal.any([signal, stop.signal])
    const onProgress = (progress: Progress): void => {
      Object.assign(state, progress)
      this.#publishSoon(job)
    }
    const ended = task({ signal: either, onProgress })
    this.#running.set(job, { state, stop, ended })
    this.#publishSoon(job)
    try {
      return await ended
    } finally {
      this.#running.delete(job)
      this.#publishSoon(job)
    }
  }

  #publishSoon(job: JobId): void {
    this.#changed.add(job)
    this.#publishTimer ??= setTimeout(() => {
      this.#publishTimer = null
      const changed = [...this.#changed]
      this.#changed.clear()
      for (const one of changed) this.events.emit('changed', { job: one, progress: this.#find(one) })
    }, PUBLISH_EVERY_MS).unref()
  }

  #find(job: JobId): Job | null {
    const running = this.#running.get(job)
    return running === undefined ? null : { ...running.state }
  }

  /** @throws NOT_FOUND */
  cancel(job: string): void {
    const running = this.#running.get(job as JobId)
    if (running === undefined) throw new EngineError('NOT_FOUND', 'Nothing of that name is under way.')
    running.stop.abort()
  }

  /** Call this function before the nouns that the jobs use are closed. */
  async close(): Promise<void> {
    if (this.#publishTimer !== null) clearTimeout(this.#publishTimer)
    const running = [...this.#running.values()]
    for (const { stop } of running) stop.abort()
    await Promise.allSettled(running.map(({ ended }) => ended))
  }
}
