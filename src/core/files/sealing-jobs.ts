// The list of storing jobs: running ones, those that an earlier run left, and those that failed in
// the background.
// Lists, pauses and cancels them by id.
import { Emitter, toHex } from '../base/index.ts'
import { EngineError, isEngineError, type ErrorCode } from '../contract/errors.ts'
import type { OwnCores } from '../cores/index.ts'
import type { DeliveryParts } from '../delivery/index.ts'
import { sealedBytesIn, listSealings, type SealingRow } from './sealing-row.ts'
import { SealingJob, type SealingJobState } from './sealing-job.ts'

/** A file that is being stored, is interrupted, or failed. */
export interface SealingStatus {
  id: Uint8Array
  name: string
  size: number
  /** Bytes of the content that are sealed. */
  done: number
  state: SealingJobState | 'interrupted' | 'failed'
  /** The error of a failed job; else null. */
  code: ErrorCode | null
}

/** What has become of a job: its progress, or null if it does not run any longer. */
export interface SealingChange {
  id: Uint8Array
  status: SealingStatus | null
}

/** A file that can be stored again from its path. */
export type FileOnDisk = Pick<SealingRow, 'id' | 'path' | 'name' | 'size'>

type FailedFile = FileOnDisk & { code: ErrorCode }

type Parts = Pick<DeliveryParts, 'ledger' | 'clock'> & { ownCores: OwnCores }

export class SealingJobs {
  readonly events = new Emitter<{ changed: SealingChange }>()
  readonly #parts: Parts
  readonly #running = new Map<string, { job: SealingJob; done: Promise<unknown> }>()
  readonly #failed = new Map<string, FailedFile>()
  #isClosed = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Runs `act` as a job. Until it ends, the job can be paused and cancelled by `id`. */
  run<T>(id: Uint8Array, act: (job: SealingJob) => Promise<T>): Promise<T> {
    const onChange = (): void => this.#emitChanged(job)
    const job = new SealingJob({ id, onChange, now: () => this.#parts.clock.monotonicMs() })
    if (this.#isClosed) job.stop(true)
    const acting = act(job).finally(() => {
      this.#running.delete(toHex(job.id))
      if (job.isShown) this.events.emit('changed', { id: job.id, status: null })
    })
    this.#running.set(toHex(id), { job, done: acting.catch(() => undefined) })
    return acting
  }

  /** Gives a running job the id of the earlier run that it resumes. */
  rename(job: SealingJob, id: Uint8Array): void {
    const running = this.#running.get(toHex(job.id))!
    this.#running.delete(toHex(job.id))
    job.id = id
    this.#running.set(toHex(id), running)
  }

  /**
   * Lists a job as failed, because no caller waits for it. It stays in the list until it is
   * cancelled or stored.
   */
  fail({ id, path, name, size }: FileOnDisk, error: unknown): void {
    const code = isEngineError(error) ? error.code : 'INTERNAL'
    this.#failed.set(toHex(id), { id, path, name, size, code })
    this.events.emit('changed', { id, status: toFailedStatus({ id, name, size, code }) })
  }

  findFailed(id: string): FileOnDisk | null {
    return this.#failed.get(id) ?? null
  }

  /** Removes the failed jobs of this path from the list. */
  forgetFailed(path: string): void {
    for (const [id, failed] of this.#failed) if (failed.path === path) this.#failed.delete(id)
  }

  async list(): Promise<SealingStatus[]> {
    const { ledger, ownCores } = this.#parts
    const shown = [...this.#running.values()].filter(({ job }) => job.isShown)
    const isElsewhere = (id: string): boolean => this.#running.has(id) || this.#failed.has(id)
    const left = listSealings(ledger).filter(({ id }) => !isElsewhere(toHex(id)))
    return [
      ...shown.map(({ job }) => toStatus(job)),
      ...(await Promise.all(left.map((row) => toInterruptedStatus(row, ownCores)))),
      ...[...this.#failed.values()].map(toFailedStatus),
    ]
  }

  /** Finds a running job. */
  find(id: string): SealingJob | null {
    return this.#running.get(id)?.job ?? null
  }

  /** Stops a running job and resolves when it has ended. False if no such job runs. */
  async giveUp(id: string): Promise<boolean> {
    const running = this.#running.get(id)
    if (running === undefined) return false
    running.job.stop(false)
    await running.done
    return true
  }

  /** Stops all running jobs so that the next start can resume them. */
  async close(): Promise<void> {
    this.#isClosed = true
    const running = [...this.#running.values()]
    for (const { job } of running) job.stop(true)
    await Promise.all(running.map(({ done }) => done))
  }

  #emitChanged(job: SealingJob): void {
    if (job.isShown) this.events.emit('changed', { id: job.id, status: toStatus(job) })
  }
}

export function noSuchJob(): EngineError {
  return new EngineError('NOT_FOUND', 'No file is being stored under this name.')
}

function toStatus({ id, name, size, done, state }: SealingJob): SealingStatus {
  return { id, name, size, done, state, code: null }
}

function toFailedStatus({ id, name, size, code }: Omit<FailedFile, 'path'>): SealingStatus {
  return { id, name, size, done: 0, state: 'failed', code }
}

async function toInterruptedStatus(row: SealingRow, ownCores: OwnCores): Promise<SealingStatus> {
  const { id, name, size } = row
  // A core that cannot be read has no bytes to resume from.
  const length = await ownCores.openCore(row.core).then(
    (core) => core.length,
    () => 0,
  )
  return { id, name, size, done: sealedBytesIn(row, length), state: 'interrupted', code: null }
}
