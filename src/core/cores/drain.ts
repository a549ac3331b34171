// Moves committed blocks from the ledger to their cores. Appends them, syncs the
// cores, then drops the blocks from the ledger. After a failure (a full disk) a
// block stays in the ledger. It is retried after a few seconds and at every commit.
import { Mutex, Pump, toHex, turn, type Log } from '../base/index.ts'
import { isEngineError, type ErrorCode } from '../contract/errors.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'
import { CORE_COLUMNS, getCoreRow, readIntents, type CoreRow } from './core-row.ts'
import type { CoreShelf } from './core-shelf.ts'
import type { RepairedCores } from './repaired-cores.ts'
import { explainStorage } from './storage-errors.ts'

interface Options {
  ledger: Ledger
  shelf: CoreShelf
  cores: RepairedCores
  log: Log
  flushEveryMs: number
}

/** Blocks before `end` are in the core, on the disk. */
interface Reached {
  core: Uint8Array
  end: number
}

const APPEND_AT_ONCE = 1024
const DROP_AT_ONCE = 128
/**
 * To drop a block is to overwrite its pages, so that nothing of a deleted one stays. The commit
 * seals these pages, which takes several times as long as the statement.
 */
const DROP_BYTES_AT_ONCE = 256 * 1024
const CORES_AT_ONCE = 16

export class Drain {
  /** The error that keeps committed blocks in the ledger. Null if there is none. */
  trouble: ErrorCode | null = null
  readonly #options: Options
  readonly #dirty = new Map<string, Uint8Array>()
  readonly #draining = new Mutex()
  readonly #flushes: Pump
  #isClosed = false

  constructor(options: Options) {
    this.#options = options
    const { log, flushEveryMs: retryMs } = options
    this.#flushes = new Pump(() => this.#runAndFlush(), { log, failed: 'flush-failed', retryMs })
  }

  /** Call this when a block was committed to `core`, or is in the current transaction. */
  markDirty(core: Uint8Array): void {
    this.#dirty.set(toHex(core), core)
  }

  runSoon(): void {
    if (this.#dirty.size === 0 || this.#isClosed) return
    this.run().catch(() => undefined)
  }

  /** Appends the committed blocks. @throws NO_SPACE, DAMAGED */
  run(): Promise<void> {
    return this.#draining.run(async () => {
      const dirty = [...this.#dirty]
      while (dirty.length > 0) {
        // In parallel, so that a notice does not wait for the large body that it announces.
        const some = dirty.splice(0, CORES_AT_ONCE).map(([id, key]) => this.#drainOne(id, key))
        await Promise.allSettled(some)
        await Promise.all(some)
      }
      this.trouble = null
    })
  }

  async #drainOne(id: string, key: Uint8Array): Promise<void> {
    this.#dirty.delete(id)
    try {
      await this.#drainCore(key)
    } catch (error) {
      if (getCoreRow(this.#options.ledger, key).frozen !== null) return
      this.#dirty.set(id, key)
      throw this.reportTrouble(error)
    }
  }

  /** Records the error and schedules a retry. Returns the translated error. */
  reportTrouble(error: unknown): unknown {
    const reason = explainStorage(error)
    this.trouble = isEngineError(reason) ? reason.code : 'INTERNAL'
    this.#options.log.error('append-failed', { code: this.trouble, message: String(error) })
    this.flushLater()
    return reason
  }

  async #drainCore(key: Uint8Array): Promise<void> {
    // It follows a commit, which may have filled the turn.
    await turn.pass()
    const row = this.#options.ledger.get<CoreRow>(`SELECT ${CORE_COLUMNS} FROM own_cores WHERE core = ?`, key)
    if (row === undefined || row.frozen !== null) return
    const core = await this.#options.cores.openCore(key)
    for (;;) {
      const intents = readIntents(this.#options.ledger, key, core.length, APPEND_AT_ONCE)
      if (intents.length === 0) break
      if (intents[0]!.position !== core.length) return this.#options.cores.freeze(row, core, 'short')
      await this.#options.cores.appendCommitted(core, intents)
    }
    this.flushLater()
  }

  flushLater(): void {
    this.#flushes.wake(this.#options.flushEveryMs)
  }

  async #runAndFlush(): Promise<void> {
    await this.run()
    await this.flush()
  }

  /** Syncs the cores, then drops the intents that are on disk in their cores. */
  async flush(): Promise<void> {
    const { ledger, cores, shelf } = this.#options
    const pending = `SELECT DISTINCT core FROM intents JOIN own_cores USING (core) WHERE frozen IS NULL`
    const reached: Reached[] = []
    for (const { core } of ledger.all<{ core: Uint8Array }>(pending))
      reached.push({ core, end: (await cores.openCore(core)).length })
    if (reached.length === 0) return
    await shelf.flush()
    for (const one of reached) while (await ledger.write((tx) => dropSome(tx, one), 'batch'));
  }

  async close(): Promise<void> {
    await this.#flushes.close()
    await this.run().catch(() => undefined)
    await this.flush().catch(() => undefined)
    this.#isClosed = true
  }
}

/** Drops the first intents whose blocks the core has. True if there may be others. */
function dropSome(tx: Transaction, { core, end }: Reached): boolean {
  const some = tx.all<{ position: number; size: number }>(
    `SELECT position, length(block) AS size FROM intents WHERE core = ? AND position < ?
     ORDER BY position LIMIT ?`,
    core,
    end,
    DROP_AT_ONCE,
  )
  let size = 0
  const last = some.find((one) => (size += one.size) >= DROP_BYTES_AT_ONCE) ?? some.at(-1)
  if (last === undefined) return false
  tx.run('DELETE FROM intents WHERE core = ? AND position <= ?', core, last.position)
  const flushed = last.position + 1
  tx.run('UPDATE own_cores SET flushed = ? WHERE core = ? AND flushed < ?', flushed, core, flushed)
  return last !== some.at(-1) || some.length === DROP_AT_ONCE
}
