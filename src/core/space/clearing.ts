// What was given up goes from the disk: first from its core, then, with whatever lies in the same file of the database, from the disk.
// A crash in between is made good at the next start: the transaction that gave it up has named its blocks.
import type { Log } from '../base/index.ts'
import type { CoreShelf, ForeignCores, OwnCores } from '../cores/index.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'

/** Blocks of one core that nobody here needs any more. */
export interface Doomed {
  core: Uint8Array
  start: number
  end: number
  /** About what they take. */
  bytes: number
}

export interface ClearingParts {
  ledger: Ledger
  shelf: CoreShelf
  ownCores: OwnCores
  foreignCores: ForeignCores
  log: Log
}

/** Less than this is not worth looking at the disk for. */
const WORTH_BYTES = 8 << 20
/** Beyond this part of all that is there, what is still needed is written anew to get at the rest. */
const WORTH_REWRITING = 0.25
/** So much is written anew at once: a home that is closed meanwhile waits no longer than that. */
const REWRITE_BYTES = 512 << 20

export class Clearing {
  readonly #parts: ClearingParts
  #running: Promise<unknown> = Promise.resolve()
  #isClosed = false

  constructor(parts: ClearingParts) {
    this.#parts = parts
  }

  /** In the transaction that gives them up. */
  doom(tx: Transaction, { core, start, end, bytes }: Doomed): void {
    tx.run('INSERT OR REPLACE INTO doomed_blocks VALUES (?, ?, ?, ?)', core, start, end, bytes)
  }

  /** Clears what is doomed, also by a run before this one. On a full disk, or where a core is damaged, it waits for the next time. */
  clear(): Promise<void> {
    return this.#inTurn(() => this.#clearAll())
  }

  async #clearAll(): Promise<void> {
    const { ledger, log } = this.#parts
    for (const doomed of ledger.all<Doomed & Record<string, never>>(
      'SELECT core, start, end, bytes FROM doomed_blocks',
    )) {
      try {
        await this.#clearOne(doomed)
      } catch (error) {
        log.warn('blocks-not-cleared', { message: String(error) })
      }
    }
  }

  async #clearOne({ core, start, end, bytes }: Doomed): Promise<void> {
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

  /** As far as it is worth its work; in the background of whoever cleared something. */
  compact(): Promise<number> {
    return this.#inTurn(() => this.#compact(false))
  }

  /** All of it, whatever it takes. Gives how many bytes the disk has back. @throws NO_SPACE */
  compactAll(): Promise<number> {
    return this.#inTurn(() => this.#compact(true))
  }

  async #compact(isWanted: boolean): Promise<number> {
    const { shelf } = this.#parts
    const before = await shelf.diskBytes()
    if (!isWanted && this.#cleared() < WORTH_BYTES) return 0
    let now = await this.#pass(before, 0)
    // The oldest first, and what is written anew is the newest: after so many passes every file had its turn.
    const passes = Math.ceil(now / REWRITE_BYTES) + 1
    for (let pass = 1; pass <= passes && !this.#isClosed && this.#isWorth(now, isWanted); pass++)
      now = await this.#pass(now, REWRITE_BYTES / Math.max(now, 1), pass === passes)
    return Math.max(0, before - now)
  }

  #isWorth(diskBytes: number, isWanted: boolean): boolean {
    const waiting = this.#cleared()
    return isWanted ? waiting > 0 : waiting > WORTH_BYTES && waiting > diskBytes * WORTH_REWRITING
  }

  /** Gives how much lies there then. When all of it was written anew nothing waits, whatever was thought. */
  async #pass(before: number, share: number, isLast = false): Promise<number> {
    const { shelf, ledger } = this.#parts
    await shelf.compact(share)
    const after = await shelf.diskBytes()
    const left = isLast || share >= 1 ? 0 : Math.max(0, this.#cleared() - Math.max(0, before - after))
    await ledger.write((tx) => tx.run('UPDATE space_facts SET waiting_bytes = ?', left))
    return after
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const acted = this.#running.then(act)
    this.#running = acted.catch(() => undefined)
    return acted
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#running
  }
}
