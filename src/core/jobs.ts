// Jobs: exports, checks and imports that a user started, with their progress. Each ends when it is
// done or cancelled.
import { Emitter, toText } from './base/index.ts'
import type { Work, WorkId } from './contract/index.ts'
import { EngineError } from './contract/errors.ts'
import { randomBytes } from './seal/index.ts'

const TELL_EVERY_MS = 250
const WORK_ID_BYTES = 16

interface Progress {
  done: number
  total: number
}

export interface RunningJob {
  signal: AbortSignal
  onProgress: (progress: Progress) => void
}

export class Jobs {
  readonly events = new Emitter<{ changed: null }>()
  readonly #running = new Map<WorkId, { told: Work; stop: AbortController; ended: Promise<unknown> }>()
  #telling: NodeJS.Timeout | null = null

  list(): Work[] {
    return [...this.#running.values()].map(({ told }) => ({ ...told }))
  }

  /** Resolves when the task is done. `signal` and `cancel` both abort it. */
  async run<T>(kind: Work['kind'], signal: AbortSignal, task: (work: RunningJob) => Promise<T>): Promise<T> {
    const stop = new AbortController()
    const work = toText(randomBytes(WORK_ID_BYTES)) as WorkId
    const told: Work = { work, kind, done: 0, total: 0 }
    const either = AbortSignal.any([signal, stop.signal])
    const onProgress = (progress: Progress): void => {
      Object.assign(told, progress)
      this.#tellSoon()
    }
    const ended = task({ signal: either, onProgress })
    this.#running.set(work, { told, stop, ended })
    this.#tellSoon()
    try {
      return await ended
    } finally {
      this.#running.delete(work)
      this.#tellSoon()
    }
  }

  #tellSoon(): void {
    this.#telling ??= setTimeout(() => {
      this.#telling = null
      this.events.emit('changed', null)
    }, TELL_EVERY_MS).unref()
  }

  /** @throws NOT_FOUND */
  cancel(work: string): void {
    const running = this.#running.get(work as WorkId)
    if (running === undefined) throw new EngineError('NOT_FOUND', 'Nothing of that name is under way.')
    running.stop.abort()
  }

  /** Call it before the nouns that the jobs use are closed. */
  async close(): Promise<void> {
    if (this.#telling !== null) clearTimeout(this.#telling)
    const running = [...this.#running.values()]
    for (const { stop } of running) stop.abort()
    await Promise.allSettled(running.map(({ ended }) => ended))
  }
}
