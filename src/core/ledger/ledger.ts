// The ledger: one encrypted file with what is true only here, written by one queue, read at once.
// Store, notify, release, recall and state all become true at one place: the commit that write() waits for.
import { type Clock, type Log } from '../base/index.ts'
import { type EngineError } from '../contract/errors.ts'
import { truncateLog } from './checkpoint.ts'
import { appendCommit, type Commit } from './commit-chain.ts'
import type { EncryptedFile } from './encrypted-file.ts'
import { IdleErasure } from './idle-erasure.ts'
import type { Mirror } from './mirror.ts'
import type { Found, Rows, SqlValue, Transaction } from './rows.ts'
import { closedError, type Damage, damageError } from './sqlite-errors.ts'
import { WriteQueue } from './write-queue.ts'

export interface LedgerParts {
  file: EncryptedFile
  /** null for the index, which may be lost. */
  chain: { last: Commit; mirror: Mirror } | null
  /** What was found wrong at opening: then nothing is written any more. */
  damage: Damage | null
  /** Called when the file is closed, with what was found wrong by then. */
  onClose?: (damage: Damage | null) => void
  log: Log
  clock: Clock
}

type CommitListener = () => void
/** Resolves when a file made from this one holds nothing any more of what was deleted here. */
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
  #pendingCommit: Commit | null = null
  #nextCheckpoint: Promise<void> | null = null
  #checkpointing: Promise<void> = Promise.resolve()
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
  }

  /** Why nothing is written any more, or null while all is well. Reads go on as far as they can. */
  get damage(): Damage | null {
    return this.#foundDamage ?? this.#file.damage
  }

  get isDamaged(): boolean {
    return this.damage !== null
  }

  /** Whether a task of `write` runs just now. */
  get isInTask(): boolean {
    return this.#queue.isInTask
  }

  /** What is committed, at once. Inside a task use its transaction. */
  get<T = Record<string, SqlValue>>(sql: string, ...params: SqlValue[]): Found<T> {
    return this.#file.get<T>(sql, ...params)
  }

  all<T = Record<string, SqlValue>>(sql: string, ...params: SqlValue[]): T[] {
    return this.#file.all<T>(sql, ...params)
  }

  /**
   * Runs `task` in a transaction and resolves with its result when that is on the disk. Tasks run in the order they
   * were asked for; those of one turn share a commit, and one that throws takes back only what it did itself and
   * rejects with what it threw. A task is synchronous and has no effects but through `tx`, since its group may still fail.
   *
   * Rejects with EngineError NO_SPACE (nothing of the group happened; try again when there is space), DAMAGED, CANCELLED (closed);
   * throws INTERNAL at once if called from inside a task.
   */
  write<T>(task: (tx: Transaction) => T): Promise<T> {
    const refusal = this.#findRefusal()
    return refusal === null ? this.#queue.add(task) : Promise.reject(refusal)
  }

  /** Calls `listener` after every commit, before those who wait for it go on; until the returned function is called. */
  onCommit(listener: CommitListener): () => void {
    this.#commitListeners.add(listener)
    return () => this.#commitListeners.delete(listener)
  }

  /** A file that is made from this one: `checkpoint` waits for it too. Until the returned function is called. */
  eraseWith(derived: DerivedErasure): () => void {
    this.#derived.add(derived)
    return () => this.#derived.delete(derived)
  }

  /**
   * Resolves when the write-ahead log is empty, so that what was deleted before is in no file any more, nor in those
   * made from this one. All that ask in one turn share one run. Happens without being asked for when a home is quiet.
   * @throws EngineError NO_SPACE: what was deleted may still be in the log; ask again when there is space
   */
  checkpoint(): Promise<void> {
    const refusal = this.#findRefusal()
    if (refusal !== null) return Promise.reject(refusal)
    return (this.#nextCheckpoint ??= this.#startCheckpoint())
  }

  /**
   * Runs `act`, which writes very many rows: meanwhile the file has more memory and a longer write-ahead log, which is emptied at the end.
   * What is promised of each commit is the same.
   */
  async writeMany<T>(act: () => Promise<T>): Promise<T> {
    if (this.#findRefusal() !== null) return act()
    this.#file.expectMany(true)
    try {
      return await act()
    } finally {
      // Of a file that was closed meanwhile there is nothing left to do, and a log that cannot be emptied now a later commit empties.
      if (this.#findRefusal() === null) {
        this.#file.expectMany(false)
        await this.checkpoint().catch(() => undefined)
      }
    }
  }

  /** Reads every page and says what is wrong, or null. Takes as long as reading the file. */
  findDamage(): Damage | null {
    this.#file.check()
    return this.damage
  }

  /** Commits what was asked for, then closes. Later writes are refused. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#idleErasure.stop()
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

  #startCheckpoint(): Promise<void> {
    const run = this.#checkpointing.then(async () => {
      await new Promise((resolve) => setImmediate(resolve))
      this.#nextCheckpoint = null
      this.#queue.drain()
      await truncateLog(this.#file, this.#clock)
      for (const derived of this.#derived) await derived().catch((error: unknown) => this.#noteLeft(error))
    })
    this.#checkpointing = run.catch(() => undefined)
    return run
  }

  /** The act that waits is done all the same: its key is gone. What is left is erased when the home is quiet. */
  #noteLeft(error: unknown): void {
    if (this.#isClosed) return
    this.#log.warn('derived-file-not-erased', { error: String(error) })
    this.#idleErasure.note()
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
    this.#idleErasure.note()
    for (const listener of [...this.#commitListeners]) this.#tell(listener)
  }

  #tell(listener: CommitListener): void {
    try {
      listener()
    } catch (error) {
      // The commit stands, and so does everybody's promise.
      this.#log.error('commit-listener-failed', { error: String(error) })
    }
  }
}
