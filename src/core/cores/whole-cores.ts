// A large object has a separate core. It is created, filled while the object is
// sealed, and becomes part of the store when a record refers to it. Until then the
// next start drops it, unless its sealing will be resumed.
import type { Log } from '../base/index.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'
import { CORE_COLUMNS, getCoreRow, type CoreRow } from './core-row.ts'
import type { CoreShelf } from './core-shelf.ts'
import type { RepairedCores } from './repaired-cores.ts'
import { explainStorage, noSpace } from './storage-errors.ts'

interface Options {
  ledger: Ledger
  shelf: CoreShelf
  cores: RepairedCores
  log: Log
  createCore: (tx: Transaction) => Uint8Array
  onComplete: (core: Uint8Array) => void
}

/** Number of blocks in one append, for an object that is in memory. */
const WHOLE_AT_ONCE = 16

export class WholeCores {
  readonly #options: Options

  constructor(options: Options) {
    this.#options = options
  }

  /**
   * Writes and flushes a whole core for a large object, before any record may refer to it.
   * @throws NO_SPACE
   */
  async write(blocks: readonly Uint8Array[]): Promise<{ core: Uint8Array; length: number }> {
    if (this.#options.shelf.isReadOnly) throw noSpace()
    const key = await this.#options.ledger.write((tx) => this.create(tx))
    try {
      return { core: key, length: await this.fill(key, batches(blocks)) }
    } catch (error) {
      await this.discard(key)
      throw error
    }
  }

  /**
   * Creates an empty core for one large object. The next start drops it unless it
   * is complete by then or `isUnderWay`.
   */
  create(tx: Transaction): Uint8Array {
    const created = this.#options.createCore(tx)
    tx.run('UPDATE own_cores SET is_complete = 0 WHERE core = ?', created)
    return created
  }

  /** Call this before a large write. @throws NO_SPACE */
  checkRoom(bytes: number): Promise<void> {
    return this.#options.shelf.room.check(bytes)
  }

  /**
   * Appends the missing blocks of a whole core, one append for each batch, then flushes it.
   * Returns its length. A batch may be reused when the second batch after it is requested.
   * @throws NO_SPACE; the blocks that were appended before stay in the core
   */
  async fill(
    key: Uint8Array,
    batches: AsyncIterable<readonly Uint8Array[]> | Iterable<readonly Uint8Array[]>,
  ): Promise<number> {
    let appending: Promise<void> = Promise.resolve()
    try {
      const core = await this.#options.cores.openCore(key)
      for await (const blocks of batches) {
        await appending
        await this.#options.shelf.room.spend(blocks.reduce((sum, { byteLength }) => sum + byteLength, 0))
        appending = this.#options.cores.append(core, blocks)
        // The next iteration awaits this promise. Until then a rejection must not
        // count as unhandled.
        appending.catch(() => undefined)
      }
      await appending
      await this.#options.shelf.flush()
      return core.length
    } catch (error) {
      // Waits, so that no append is in progress when the caller gets the error.
      await appending.catch(() => undefined)
      throw explainStorage(error)
    }
  }

  /**
   * Removes a whole core that no record refers to. If that fails (on a full disk),
   * the next start does it.
   */
  async discard(key: Uint8Array): Promise<void> {
    await this.#drop(getCoreRow(this.#options.ledger, key)).catch((error: unknown) =>
      this.#options.log.warn('core-not-dropped', { message: String(error) }),
    )
  }

  /**
   * Makes a core from `write` part of the store. Call it in the transaction that
   * refers to the core.
   */
  complete(tx: Transaction, core: Uint8Array, length: number): void {
    tx.run(
      'UPDATE own_cores SET is_complete = 1, length = ?, flushed = ? WHERE core = ?',
      length,
      length,
      core,
    )
    this.#options.onComplete(core)
  }

  /**
   * Drops the incomplete cores of a crashed run, unless their sealing will be
   * resumed. No record refers to them.
   */
  async dropIncomplete(isUnderWay: (core: Uint8Array) => boolean): Promise<void> {
    for (const { core } of this.#options.ledger.all<CoreRow>(
      `SELECT ${CORE_COLUMNS} FROM own_cores WHERE is_complete = 0`,
    ))
      if (!isUnderWay(core)) await this.discard(core)
  }

  async #drop(row: CoreRow): Promise<void> {
    const core = await this.#options.cores.open(row)
    if (core.length > 0) await core.clear(0, core.length)
    await core.close()
    await this.#options.ledger.write((tx) =>
      tx.run('DELETE FROM own_cores WHERE core = ? AND is_complete = 0', row.core),
    )
  }
}

function* batches(blocks: readonly Uint8Array[]): Generator<readonly Uint8Array[], void> {
  for (let at = 0; at < blocks.length; at += WHOLE_AT_ONCE) yield blocks.slice(at, at + WHOLE_AT_ONCE)
}
