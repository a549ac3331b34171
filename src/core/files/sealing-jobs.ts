// The files on their way into the store, those that an earlier run left in the middle, and those that went wrong while nobody waited for them.
// Where each is asked after, paused and given up.
import { Emitter, toHex } from '../base/index.ts'
import { EngineError, isEngineError, type ErrorCode } from '../contract/errors.ts'
import type { OwnCores } from '../cores/index.ts'
import type { DeliveryParts } from '../delivery/index.ts'
import { bytesStanding, listSealings, type SealingRow } from './sealing-row.ts'
import { SealingWork, type WorkState } from './sealing-work.ts'

/** A file that is being stored, waits to be gone on with, or went wrong. */
export interface SealingStatus {
  id: Uint8Array
  name: string
  size: number
  /** True bytes that are sealed. */
  done: number
  state: WorkState | 'interrupted' | 'failed'
  /** Why it failed. */
  code: ErrorCode | null
}

/** What is tried again from where it lies. */
export interface FileOnDisk {
  id: Uint8Array
  path: string
  name: string
  size: number
}

type FailedFile = FileOnDisk & { code: ErrorCode }

type Parts = Pick<DeliveryParts, 'ledger' | 'clock'> & { ownCores: OwnCores }

export class SealingJobs {
  readonly events = new Emitter<{ changed: SealingStatus }>()
  readonly #parts: Parts
  readonly #running = new Map<string, { work: SealingWork; done: Promise<unknown> }>()
  readonly #failed = new Map<string, FailedFile>()
  #isClosed = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** From now until `act` is done it is paused and given up by `id`. */
  run<T>(id: Uint8Array, act: (work: SealingWork) => Promise<T>): Promise<T> {
    const onChange = (): void => this.#tell(work)
    const work = new SealingWork({ id, onChange, now: () => this.#parts.clock.monotonicMs() })
    if (this.#isClosed) work.stop(true)
    const acting = act(work).finally(() => {
      this.#running.delete(toHex(work.id))
      this.#tell(work)
    })
    this.#running.set(toHex(id), { work, done: acting.catch(() => undefined) })
    return acting
  }

  /** It turns out to be one that was begun before. */
  rename(work: SealingWork, id: Uint8Array): void {
    const running = this.#running.get(toHex(work.id))!
    this.#running.delete(toHex(work.id))
    work.id = id
    this.#running.set(toHex(id), running)
  }

  /** Nobody waited for it, and so it is told of until it is given up or stored after all. */
  fail({ id, path, name, size }: FileOnDisk, error: unknown): void {
    const code = isEngineError(error) ? error.code : 'INTERNAL'
    this.#failed.set(toHex(id), { id, path, name, size, code })
    this.events.emit('changed', tellFailed({ id, name, size, code }))
  }

  findFailed(id: string): FileOnDisk | null {
    return this.#failed.get(id) ?? null
  }

  /** Of what went wrong with this file nothing is told any more. */
  forgetFailed(path: string): void {
    for (const [id, failed] of this.#failed) if (failed.path === path) this.#failed.delete(id)
  }

  async list(): Promise<SealingStatus[]> {
    const { ledger, ownCores } = this.#parts
    const shown = [...this.#running.values()].filter(({ work }) => work.isShown)
    const isElsewhere = (id: string): boolean => this.#running.has(id) || this.#failed.has(id)
    const left = listSealings(ledger).filter(({ id }) => !isElsewhere(toHex(id)))
    return [
      ...shown.map(({ work }) => tellWork(work)),
      ...(await Promise.all(left.map((row) => tellLeft(row, ownCores)))),
      ...[...this.#failed.values()].map(tellFailed),
    ]
  }

  /** One that is under way. */
  find(id: string): SealingWork | null {
    return this.#running.get(id)?.work ?? null
  }

  /** Resolves when nothing of it is under way any more, with false when nothing was. */
  async giveUp(id: string): Promise<boolean> {
    const running = this.#running.get(id)
    if (running === undefined) return false
    running.work.stop(false)
    await running.done
    return true
  }

  /** What is under way stops where it is, to be gone on with after the next start. */
  async close(): Promise<void> {
    this.#isClosed = true
    const running = [...this.#running.values()]
    for (const { work } of running) work.stop(true)
    await Promise.all(running.map(({ done }) => done))
  }

  #tell(work: SealingWork): void {
    if (work.isShown) this.events.emit('changed', tellWork(work))
  }
}

export function notUnderWay(): EngineError {
  return new EngineError('NOT_FOUND', 'No file is being stored under this name.')
}

function tellWork({ id, name, size, done, state }: SealingWork): SealingStatus {
  return { id, name, size, done, state, code: null }
}

function tellFailed({ id, name, size, code }: Omit<FailedFile, 'path'>): SealingStatus {
  return { id, name, size, done: 0, state: 'failed', code }
}

async function tellLeft(row: SealingRow, ownCores: OwnCores): Promise<SealingStatus> {
  const { id, name, size } = row
  // One that cannot be read has nothing that could be gone on with.
  const length = await ownCores.take(row.core).then(
    (core) => core.length,
    () => 0,
  )
  return { id, name, size, done: bytesStanding(row, length), state: 'interrupted', code: null }
}
