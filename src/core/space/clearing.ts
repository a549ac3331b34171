// Frees the space of dropped blocks: clears them in their core, then compacts the database files.
// The transaction that drops blocks also lists them, so an interrupted clearing continues at the
// next start.
import type { BlockRange } from '../store/index.ts'
import type { Log } from '../base/index.ts'
import type { CoreShelf, ForeignCores, OwnCores } from '../cores/index.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'

/** Blocks of one core that are no longer needed here. */

export interface ClearingParts {
  ledger: Ledger
  shelf: CoreShelf
  ownCores: OwnCores
  foreignCores: ForeignCores
  log: Log
}

/** Below this, compaction is not worth its work. */
const WORTH_BYTES = 8 << 20
/** If more than this share of all data is dropped, live data is rewritten to free the rest. */
const WORTH_REWRITING = 0.25
/** Rewritten per step. Closing the home waits for one step at most. */
const REWRITE_BYTES = 512 << 20

export class Clearing {
  readonly #parts: ClearingParts
  #running: Promise<unknown> = Promise.resolve()
  #isClosed = false

  constructor(parts: ClearingParts) {
    this.#parts = parts
  }

  /** Call this function in the transaction that drops the blocks. */
  doom(tx: Transaction, { core, start, end, bytes }: BlockRange): void {
    tx.run('INSERT OR REPLACE INTO doomed_blocks VALUES (?, ?, ?, ?)', core, start, end, bytes)
  }

  /**
   * Clears doomed blocks, also of an earlier run. If the disk is full or a core is damaged, they
   * stay for the next time.
   */
  clear(): Promise<void> {
    return this.#runExclusive(() => this.#clearAll())
  }

  async #clearAll(): Promise<void> {
    const { ledger, log } = this.#parts
    for (const doomed of ledger.all<BlockRange & Record<string, never>>(
      'SELECT core, start, end, bytes FROM doomed_blocks',
    )) {
      try {
        await this.#clearOne(doomed)
      } catch (error) {
        log.warn('blocks-not-cleared', { message: String(error) })
      }
    }
  }

  async #clearOne({ core, start, end, bytes }: BlockRange): Promise<void> {
    const { ledger, ownCores, foreignCores, shelf } = this.#parts
    await (ownCores.isOwn(core) ? ownCores : foreignCores).clear(core, start, end)
    await shelf.flush()
    await ledger.write((tx) => {
      tx.run('DELETE FROM doomed_blocks WHERE core = ? AND start = ?', core, start)
      tx.run('UPDATE space_facts SET waiting_bytes = waiting_bytes + ?', bytes)
    })
  }

  get waitingBytes(): number {
    const { ledger } = this.#parts
    const doomed = ledger.get<{ bytes: number }>(
      'SELECT coalesce(sum(bytes), 0) AS bytes FROM doomed_blocks',
    )!
    return this.#cleared() + doomed.bytes
  }

  #cleared(): number {
    return this.#parts.ledger.get<{ waitingBytes: number }>(
      'SELECT waiting_bytes AS waitingBytes FROM space_facts',
    )!.waitingBytes
  }

  /** Compacts in the background, if it is worth the work. */
  compact(): Promise<number> {
    return this.#runExclusive(() => this.#compact(false))
  }

  /**
   * Compacts completely, however long it takes. Returns how many bytes became free on the disk.
   * @throws NO_SPACE
   */
  compactAll(): Promise<number> {
    return this.#runExclusive(() => this.#compact(true))
  }

  async #compact(isWanted: boolean): Promise<number> {
    const { shelf } = this.#parts
    const before = await shelf.diskBytes()
    if (!isWanted && this.#cleared() < WORTH_BYTES) return 0
    let now = await this.#pass(before, 0)
    // Old files are rewritten first, into new ones, so after so many passes every file was
    // rewritten.
    const passes = Math.ceil(now / REWRITE_BYTES) + 1
    for (let pass = 1; pass <= passes && !this.#isClosed && this.#isWorth(now, isWanted); pass++)
      now = await this.#pass(now, REWRITE_BYTES / Math.max(now, 1), pass === passes)
    return Math.max(0, before - now)
  }

  #isWorth(diskBytes: number, isWanted: boolean): boolean {
    const waiting = this.#cleared()
    return isWanted ? waiting > 0 : waiting > WORTH_BYTES && waiting > diskBytes * WORTH_REWRITING
  }

  /**
   * Returns the size on disk after the pass. After a full rewrite nothing waits, whatever the
   * estimate was.
   */
  async #pass(before: number, share: number, isLast = false): Promise<number> {
    const { shelf, ledger } = this.#parts
    await shelf.compact(share)
    const after = await shelf.diskBytes()
    const left = isLast || share >= 1 ? 0 : Math.max(0, this.#cleared() - Math.max(0, before - after))
    await ledger.write((tx) => tx.run('UPDATE space_facts SET waiting_bytes = ?', left))
    return after
  }

  #runExclusive<T>(act: () => Promise<T>): Promise<T> {
    const acted = this.#running.then(act)
    this.#running = acted.catch(() => undefined)
    return acted
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#running
  }
}
