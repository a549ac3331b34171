// A large object has a core of its own: made, filled block by block while it is sealed, and part of the store once something refers to it. Until then
// a start drops it, unless somebody will go on with it.
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
}

/** So many blocks of what is in memory as a whole are one append. */
const WHOLE_AT_ONCE = 16

export class WholeCores {
  readonly #options: Options

  constructor(options: Options) {
    this.#options = options
  }

  /** A whole core of its own for a large object: written and flushed before anything may refer to it. @throws NO_SPACE */
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

  /** An empty core for one large object; the next start drops it, unless it is complete by then or `isUnderWay`. */
  create(tx: Transaction): Uint8Array {
    const created = this.#options.createCore(tx)
    tx.run('UPDATE own_cores SET is_complete = 0 WHERE core = ?', created)
    return created
  }

  /** Before something large is begun. @throws NO_SPACE */
  checkRoom(bytes: number): Promise<void> {
    return this.#options.shelf.room.check(bytes)
  }

  /**
   * Appends what is still missing of a whole core, and flushes it; each batch is one append. Gives its length. A batch is not needed any more
   * when the one after the next is asked for. @throws NO_SPACE; what stands in it by then stays
   */
  async fill(
    key: Uint8Array,
    batches: AsyncIterable<readonly Uint8Array[]> | Iterable<readonly Uint8Array[]>,
  ): Promise<number> {
    let appending: Promise<void> = Promise.resolve()
    try {
      const core = await this.#options.cores.take(key)
      for await (const blocks of batches) {
        await appending
        await this.#options.shelf.room.spend(blocks.reduce((sum, { byteLength }) => sum + byteLength, 0))
        appending = this.#options.cores.append(core, blocks)
        // Its failure is met at the next wait.
        appending.catch(() => undefined)
      }
      await appending
      await this.#options.shelf.flush()
      return core.length
    } catch (error) {
      // Nothing of it is under way any more when this is known.
      await appending.catch(() => undefined)
      throw explainStorage(error)
    }
  }

  /** Removes a whole core that nothing came to refer to. Where that fails (on a full disk) the next start does it. */
  async discard(key: Uint8Array): Promise<void> {
    await this.#drop(getCoreRow(this.#options.ledger, key)).catch((error: unknown) =>
      this.#options.log.warn('core-not-dropped', { message: String(error) }),
    )
  }

  /** Makes a core from `write` part of the store, in the transaction that refers to it. */
  complete(tx: Transaction, core: Uint8Array, length: number): void {
    tx.run(
      'UPDATE own_cores SET is_complete = 1, length = ?, flushed = ? WHERE core = ?',
      length,
      length,
      core,
    )
  }

  /** Incomplete large objects of a crashed run: nothing refers to them, and nobody kept what they can be gone on with. */
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
