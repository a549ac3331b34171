// The only writer. Tasks of the same turn of the event loop share one transaction,
// and so one wait for the disk, as long as together they hold the thread briefly. "Sent",
// "released" and "recalled" are reported only after the commit of their transaction.
// A short task waits for one batch at most: somebody waits for the key that it releases.
import { systemClock, turn } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { EncryptedFile } from './encrypted-file.ts'
import type { Found, RunResult, SqlValue, Transaction } from './rows.ts'
import { severeError } from './sqlite-errors.ts'

/** A batch ends when it took its part of a turn, `WriteQueue.batchPart`. */
export type TaskKind = 'short' | 'batch'

interface QueuedTask {
  task: (tx: Transaction) => unknown
  kind: TaskKind
  resolve: (value: never) => void
  reject: (error: unknown) => void
}

type Outcome = { value: unknown } | { error: unknown }

export interface GroupHooks {
  /** Called inside the transaction after the last task, if anything was changed. */
  beforeCommit(tx: Transaction): void
  /** Called when the commit is on the disk, before the promises of the tasks resolve. */
  afterCommit(): void
}

/** A commit takes as long as its statements, or several times as long if they touch many pages. */
const LEAST_RATIO = 1
const MOST_RATIO = 5

export class WriteQueue {
  /** How many times as long as their statements the latest commits of batches took, at the most. */
  #ratio = 2
  readonly #file: EncryptedFile
  readonly #hooks: GroupHooks
  readonly #queued: Record<TaskKind, QueuedTask[]> = { short: [], batch: [] }
  #isScheduled = false
  #wasShort = false
  #isInTask = false

  constructor(file: EncryptedFile, hooks: GroupHooks) {
    this.#file = file
    this.#hooks = hooks
  }

  /** The part of a turn for the statements of a batch, so that they and their commit take one. */
  get batchPart(): number {
    return 1 / (1 + this.#ratio)
  }

  get #isEmpty(): boolean {
    return this.#queued.short.length === 0 && this.#queued.batch.length === 0
  }

  get isInTask(): boolean {
    return this.#isInTask
  }

  /**
   * @throws EngineError INTERNAL at once if called from inside a task, because the task
   * would wait for itself
   */
  add<T>(task: (tx: Transaction) => T, kind: TaskKind): Promise<T> {
    if (this.#isInTask) throw new EngineError('INTERNAL', 'write() was called inside a write task')
    return new Promise<T>((resolve, reject) => {
      this.#queued[kind].push({ task, kind, resolve, reject })
      this.#schedule()
    })
  }

  /** Runs all queued tasks now, in this turn. */
  drain(): void {
    while (!this.#isEmpty) this.#runGroup()
  }

  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    // setImmediate lets the other input of this turn be handled first, so that its writes join the
    // group.
    setImmediate(() => {
      this.#isScheduled = false
      // A batch waits, too, for what must be written next for somebody.
      if (this.#queued.short.length > 0 || !turn.isAsked) this.#runGroup()
      if (!this.#isEmpty) this.#schedule()
    })
  }

  #runGroup(): void {
    if (this.#isEmpty) return
    const group: QueuedTask[] = []
    const outcomes: Outcome[] = []
    if (this.#commitGroup(group, outcomes)) this.#hooks.afterCommit()
    for (const [i, queued] of group.entries()) complete(queued, outcomes[i]!)
  }

  /**
   * Moves tasks from the queue into the group and runs them. True if something was committed.
   * Afterwards every task of the group has its outcome, also after a failure.
   */
  #commitGroup(group: QueuedTask[], outcomes: Outcome[]): boolean {
    try {
      const startedMs = systemClock.monotonicMs()
      const hasChanged = this.#runTasks(group, outcomes)
      const ranMs = systemClock.monotonicMs()
      this.#file.run(hasChanged ? 'COMMIT' : 'ROLLBACK')
      if (group[0]?.kind === 'batch')
        this.#learn((systemClock.monotonicMs() - ranMs) / Math.max(1, ranMs - startedMs))
      return hasChanged
    } catch (error) {
      this.#rollBack()
      // This includes tasks that had succeeded, because their changes, and those they read,
      // were rolled back.
      for (const [i] of group.entries()) outcomes[i] = failureOf(outcomes[i], error)
      return false
    }
  }

  /** In turn if both wait, so that a flood of short tasks does not hold up the batches. */
  #chooseKind(): TaskKind {
    const { short, batch } = this.#queued
    if (short.length === 0) return 'batch'
    return batch.length > 0 && this.#wasShort && !turn.isAsked ? 'batch' : 'short'
  }

  /** True if there are changes to commit. Throws an error that ends the whole group. */
  #runTasks(group: QueuedTask[], outcomes: Outcome[]): boolean {
    let hasChanged = false
    const kind = this.#chooseKind()
    this.#wasShort = kind === 'short'
    const waiting = this.#queued[kind]
    // Many short tasks take a whole turn, because each commit costs as much as several of them.
    // Batches do not, or three of them would make one commit of a turn and a half.
    const isFull = turn.beginBatch(kind === 'short' ? 1 : this.batchPart)
    // The first task is in the group before anything can fail, so that it has an outcome.
    for (let queued = waiting.shift(); queued !== undefined; queued = waiting.shift()) {
      group.push(queued)
      if (group.length === 1) this.#file.run('BEGIN IMMEDIATE')
      const tx = new TaskTransaction(this.#file)
      const outcome = this.#runTask(queued.task, tx)
      outcomes.push(outcome)
      if (!('error' in outcome)) hasChanged ||= tx.hasChanged
      if (isFull()) break
    }
    if (hasChanged) this.#hooks.beforeCommit(this.#file)
    return hasChanged
  }

  /** Grows at once, and shrinks slowly: which pages a commit writes differs from one to the next. */
  #learn(ratio: number): void {
    const next = Math.max(ratio, this.#ratio + (ratio - this.#ratio) / 8)
    this.#ratio = Math.min(Math.max(next, LEAST_RATIO), MOST_RATIO)
  }

  #runTask(task: QueuedTask['task'], tx: TaskTransaction): Outcome {
    this.#file.run('SAVEPOINT task')
    const outcome = this.#attempt(task, tx)
    // Even if the task caught this error: SQLite may have ended the transaction,
    // and the next statement would run outside of it.
    if (tx.severe !== null) throw tx.severe
    if ('error' in outcome) this.#file.run('ROLLBACK TO task')
    this.#file.run('RELEASE task')
    return outcome
  }

  #attempt(task: QueuedTask['task'], tx: TaskTransaction): Outcome {
    this.#isInTask = true
    try {
      const value = task(tx)
      if (isPromise(value)) throw promiseBug(value)
      return { value }
    } catch (error) {
      return { error }
    } finally {
      this.#isInTask = false
      tx.end()
    }
  }

  #rollBack(): void {
    try {
      this.#file.run('ROLLBACK')
    } catch {
      // SQLite rolled back already.
    }
  }
}

/** The transaction that a task receives. It is valid only while the task runs. */
class TaskTransaction implements Transaction {
  readonly #file: EncryptedFile
  #isOver = false
  hasChanged = false
  /** A failure after which this transaction cannot continue. */
  severe: EngineError | null = null

  constructor(file: EncryptedFile) {
    this.#file = file
  }

  get<T>(sql: string, ...params: SqlValue[]): Found<T> {
    return this.#guard(() => this.#file.get<T>(sql, ...params))
  }

  all<T>(sql: string, ...params: SqlValue[]): T[] {
    return this.#guard(() => this.#file.all<T>(sql, ...params))
  }

  run(sql: string, ...params: SqlValue[]): RunResult {
    const result = this.#guard(() => this.#file.run(sql, ...params))
    this.hasChanged = true
    return result
  }

  end(): void {
    this.#isOver = true
  }

  #guard<T>(action: () => T): T {
    if (this.#isOver) throw new EngineError('INTERNAL', 'a transaction was used after the end of its task')
    if (this.severe !== null) throw this.severe
    try {
      return action()
    } catch (error) {
      if (error instanceof EngineError) this.severe = error
      throw error
    }
  }
}

function complete({ resolve, reject }: QueuedTask, outcome: Outcome): void {
  if ('error' in outcome) reject(outcome.error)
  else resolve(outcome.value as never)
}

/** A task that failed before the group keeps its own error. */
function failureOf(outcome: Outcome | undefined, error: unknown): Outcome {
  return outcome !== undefined && 'error' in outcome ? outcome : { error: severeError(error) ?? error }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function'
}

function promiseBug(promise: PromiseLike<unknown>): EngineError {
  // Prevents an unhandled rejection; the misuse is the error to report.
  promise.then(undefined, () => undefined)
  return new EngineError('INTERNAL', 'a ledger task returned a promise, but a task must be synchronous')
}
