// The ledger: one encrypted file of facts that exist only in this home. One queue
// writes it; reads do not wait. Store, notify, release, recall and state all take
// effect at the same moment: the commit that write() awaits.
import { type Clock, type Log } from '../base/index.ts'
import { type EngineError } from '../contract/errors.ts'
import { truncateLog } from './checkpoint.ts'
import { appendCommit, type Commit } from './commit-chain.ts'
import type { EncryptedFile } from './encrypted-file.ts'
import { IdleCheckpoint } from './idle-checkpoint.ts'
import { IdleErasure } from './idle-erasure.ts'
import type { Mirror } from './mirror.ts'
import type { Found, Rows, SqlValue, Transaction } from './rows.ts'
import { closedError, type Damage, damageError } from './sqlite-errors.ts'
import { WriteQueue, type TaskKind } from './write-queue.ts'

export interface LedgerParts {
  file: EncryptedFile
  /** Null for the index, which may be lost. */
  chain: { last: Commit; mirror: Mirror } | null
  /** Damage that was found at opening. The ledger is then read-only. */
  damage: Damage | null
  /** Called when the file was closed, with the damage that was found until then. */
  onClose?: (damage: Damage | null) => void
  log: Log
  clock: Clock
}

type CommitListener = () => void
/**
 * Resolves when a file that was derived from this one contains none of the data
 * that was deleted here.
 */
type DerivedErasure = () => Promise<void>

export class Ledger implements Rows {
  readonly #file: EncryptedFile
  readonly #chain: LedgerParts['chain']
  readonly #foundDamage: Damage | null
  readonly #onClose: LedgerParts['onClose']
  readonly #log: Log
  readonly #clock: Clock
  readonly #queue: WriteQueue
  readonly #commitListeners = new Set<CommitListener>()
  readonly #derived = new Set<DerivedErasure>()
  readonly #idleErasure: IdleErasure
  readonly #idleCheckpoint: IdleCheckpoint
  #pendingCommit: Commit | null = null
  #nextCheckpoint: Promise<void> | null = null
  #checkpointing: Promise<void> = Promise.resolve()
  #writingMany = 0
  #isClosed = false

  /** Use openLedger or openIndex. */
  constructor({ file, chain, damage, onClose, log, clock }: LedgerParts) {
    this.#file = file
    this.#chain = chain
    this.#foundDamage = damage
    this.#onClose = onClose
    this.#log = log
    this.#clock = clock
    this.#queue = new WriteQueue(file, {
      beforeCommit: (tx) => this.#nameCommit(tx),
      afterCommit: () => this.#onCommitted(),
    })
    this.#idleErasure = new IdleErasure(() => this.checkpoint(), clock)
    this.#idleCheckpoint = new IdleCheckpoint(() => this.#copyLog(), clock)
  }

  /**
   * The reason why the ledger is read-only. Null if there is none. Reads continue
   * as far as they can.
   */
  get damage(): Damage | null {
    return this.#foundDamage ?? this.#file.damage
  }

  get isDamaged(): boolean {
    return this.damage !== null
  }

  /** True while a task of `write` runs. */
  get isInTask(): boolean {
    return this.#queue.isInTask
  }

  /** Reads committed rows without waiting. Inside a task use its transaction. */
  get<T = Record<string, SqlValue>>(sql: string, ...params: SqlValue[]): Found<T> {
    return this.#file.get<T>(sql, ...params)
  }

  all<T = Record<string, SqlValue>>(sql: string, ...params: SqlValue[]): T[] {
    return this.#file.all<T>(sql, ...params)
  }

  /** See `turn.beginBatch`. */
  get batchPart(): number {
    return this.#queue.batchPart
  }

  /**
   * Runs `task` in a transaction. Resolves with its result when the transaction is on the disk.
   * Tasks run in the order of the calls, but short ones before the batches that wait. Short tasks of
   * one turn of the event loop share a commit.
   * A task that throws undoes only its own changes, and its promise rejects with that error.
   * A task is synchronous and has effects only through `tx`, because the commit may still fail.
   *
   * @param kind `batch` if the task ends when it took `batchPart` of a turn
   * Rejects with EngineError NO_SPACE (no task of the commit took effect; retry
   * when there is space), DAMAGED, CANCELLED (closed).
   * @throws INTERNAL at once if called from inside a task
   */
  write<T>(task: (tx: Transaction) => T, kind: TaskKind = 'short'): Promise<T> {
    const refusal = this.#findRefusal()
    return refusal === null ? this.#queue.add(task, kind) : Promise.reject(refusal)
  }

  /**
   * Calls `listener` after every commit, before the promises of its tasks resolve.
   * Call the returned function to remove it.
   */
  onCommit(listener: CommitListener): () => void {
    this.#commitListeners.add(listener)
    return () => this.#commitListeners.delete(listener)
  }

  /**
   * Registers a file that is derived from this one. `checkpoint` waits for
   * `derived` too. Call the returned function to remove it.
   */
  eraseWith(derived: DerivedErasure): () => void {
    this.#derived.add(derived)
    return () => this.#derived.delete(derived)
  }

  /**
   * Resolves when the write-ahead log is empty. Then no file contains data that was
   * deleted before, nor do the derived files. All callers of one turn share one
   * run. An idle home does this without a call.
   * @throws EngineError NO_SPACE: deleted data may still be in the log; retry when there is space
   */
  checkpoint(): Promise<void> {
    const refusal = this.#findRefusal()
    if (refusal !== null) return Promise.reject(refusal)
    return (this.#nextCheckpoint ??= this.#startCheckpoint())
  }

  /**
   * Runs `act`, which writes very many rows. Meanwhile the file has more memory and a longer
   * write-ahead log, which is truncated when the last of several acts ends. The durability of each
   * commit stays the same.
   */
  async writeMany<T>(act: () => Promise<T>): Promise<T> {
    if (this.#findRefusal() !== null) return act()
    if (this.#writingMany++ === 0) this.#file.expectMany(true)
    try {
      return await act()
    } finally {
      this.#writingMany--
      // A file that was closed meanwhile needs nothing. If the checkpoint fails, a
      // later commit schedules another.
      if (this.#writingMany === 0 && this.#findRefusal() === null) {
        this.#file.expectMany(false)
        await this.checkpoint().catch(() => undefined)
      }
    }
  }

  /** Commits the queued tasks, then closes. Refuses later writes. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#idleErasure.stop()
    this.#idleCheckpoint.stop()
    this.#queue.drain()
    await this.#checkpointing
    const { damage } = this
    this.#file.close()
    await this.#chain?.mirror.close()
    this.#onClose?.(damage)
  }

  #findRefusal(): EngineError | null {
    if (this.#isClosed) return closedError()
    return this.damage === null ? null : damageError(this.damage)
  }

  #copyLog(): void {
    if (this.#writingMany === 0 && this.#findRefusal() === null) this.#file.copyLog()
  }

  #startCheckpoint(): Promise<void> {
    const run = this.#checkpointing.then(async () => {
      await new Promise((resolve) => setImmediate(resolve))
      this.#nextCheckpoint = null
      this.#queue.drain()
      await truncateLog(this.#file, this.#clock)
      for (const derived of this.#derived) await derived().catch((error: unknown) => this.#retryLater(error))
    })
    this.#checkpointing = run.catch(() => undefined)
    return run
  }

  /**
   * The waiting act succeeds nevertheless, because its key is gone. The rest is
   * erased when the home is idle.
   */
  #retryLater(error: unknown): void {
    if (this.#isClosed) return
    this.#log.warn('derived-file-not-erased', { error: String(error) })
    this.#idleErasure.recordCommit()
  }

  #nameCommit(tx: Transaction): void {
    if (this.#chain === null) return
    this.#pendingCommit = appendCommit(tx, this.#chain.last, this.#chain.mirror.syncedCounter)
  }

  #onCommitted(): void {
    if (this.#chain !== null && this.#pendingCommit !== null) {
      this.#chain.last = this.#pendingCommit
      this.#chain.mirror.write(this.#pendingCommit)
    }
    this.#idleErasure.recordCommit()
    this.#idleCheckpoint.countCommit()
    for (const listener of [...this.#commitListeners]) this.#callListener(listener)
  }

  #callListener(listener: CommitListener): void {
    try {
      listener()
    } catch (error) {
      // The commit is durable, and the promises of its tasks must still resolve.
      this.#log.error('commit-listener-failed', { error: String(error) })
    }
  }
}
