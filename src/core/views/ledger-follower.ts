// Keeps the letter index in step with the ledger: log → apply → view, before every query.
// Every row is computed from the ledger. The whole index file may be deleted; it is then rebuilt.
import { Mutex, toHex } from '../base/index.ts'
import { isEngineError } from '../contract/errors.ts'
import type { Ledger, Rows, Transaction } from '../ledger/index.ts'
import { applyEntry, removeAll, setAutomerge } from './apply-entry.ts'
import { pruneChanges, readChanges, uniqueObjects, type Change } from './change-log.ts'
import type { LetterEntry } from './letter-rows.ts'

export interface FollowerOptions {
  /**
   * Opens the index file, which is a ledger that may be lost. It is called again after damage was
   * found; closing a damaged file deletes it.
   */
  openFile: () => Promise<Ledger>
  ledger: Ledger
  /** The entry of an object, computed now. Null if it is not a listed letter. */
  describe: (rows: Rows, object: Uint8Array) => LetterEntry | null
  /** The object whose row shows this object; without this option, the object itself. */
  rowOf?: (rows: Rows, object: Uint8Array) => Uint8Array
  /**
   * The text of a letter whose entry says that it can be read. Null if it cannot be read after all.
   */
  readText: (object: Uint8Array) => Promise<string | null>
  /** Every object that can have an entry. */
  listAll: (rows: Rows) => Uint8Array[]
}

const APPLY_AT_ONCE = 512
/** Fewer commits make a rebuild faster, and block the thread longer, about 0.1 s for so many. */
const REBUILD_AT_ONCE = 1024
/**
 * Deleting words touches many pages of the index, so delete those of a few letters per transaction,
 * to block the thread only briefly.
 */
const REMOVE_AT_ONCE = 16
const MAX_UNAPPLIED = 10_000
const PRUNE_EVERY = 10_000

interface PreparedLetter {
  object: Uint8Array
  /** Null if the letter is no longer listed. */
  entry: LetterEntry | null
  newText: string | null
}

export class LedgerFollower {
  readonly #options: FollowerOptions
  readonly #mutex = new Mutex()
  #file: Ledger
  /**
   * The last change of the ledger that the view contains. Null if the view is empty, undefined if
   * this was not read yet.
   */
  #appliedSeq: number | null | undefined
  /** Texts of letters that were just written, by object in hex. */
  #givenTexts: ReadonlyMap<string, string> | null = null

  private constructor(options: FollowerOptions, file: Ledger) {
    this.#options = options
    this.#file = file
  }

  /** @throws HOME_LOCKED, NO_SPACE */
  static async open(options: FollowerOptions): Promise<LedgerFollower> {
    return new LedgerFollower(options, await options.openFile())
  }

  close(): Promise<void> {
    return this.#mutex.run(() => this.#file.close())
  }

  /** Runs `act`, which adds very many rows to the view. */
  applyMany<T>(act: () => Promise<T>): Promise<T> {
    return this.#file.writeMany(act)
  }

  /** Runs `query` on the view after the view caught up with the ledger. */
  query<T>(query: (view: Rows) => T): Promise<T> {
    return this.#mutex.run(async () => {
      try {
        return await this.#queryOnce(query)
      } catch (error) {
        if (!this.#file.isDamaged) throw error
        await this.#reopen()
        return this.#queryOnce(query)
      }
    })
  }

  /**
   * Applies what was just written to the ledger. `texts` are texts of these letters, by object in
   * hex, which then need not be read from the store.
   * If this fails, the next query tries again and reports the error.
   */
  follow(texts: ReadonlyMap<string, string>): Promise<void> {
    return this.#mutex.run(async () => {
      this.#givenTexts = texts
      try {
        await this.#catchUp()
      } catch (error) {
        if (!isEngineError(error)) throw error
      } finally {
        this.#givenTexts = null
      }
    })
  }

  /**
   * Resolves when no file of the view contains words that the ledger no longer has. An empty view
   * stays empty.
   * @throws NO_SPACE, CANCELLED
   */
  erase(): Promise<void> {
    return this.#mutex.run(async () => {
      if (this.#file.isDamaged) return this.#reopen()
      if (this.#findApplied() !== null) await this.#catchUp()
      await this.#file.checkpoint()
    })
  }

  async #queryOnce<T>(query: (view: Rows) => T): Promise<T> {
    try {
      await this.#catchUp()
    } catch (error) {
      if (!isEngineError(error, 'NO_SPACE')) throw error
      return this.#queryUnapplied(query)
    }
    return query(this.#file)
  }

  async #reopen(): Promise<void> {
    await this.#file.close()
    this.#file = await this.#options.openFile()
    this.#appliedSeq = undefined
  }

  async #catchUp(): Promise<void> {
    if (this.#findApplied() === null) await this.#rebuild()
    while (await this.#applyNext());
  }

  #findApplied(): number | null {
    if (this.#appliedSeq === undefined) {
      const seq = this.#file.get<{ seq: number }>('SELECT seq FROM applied')?.seq ?? null
      // A view that is ahead of its ledger shows letters that the ledger has lost, so it is
      // rebuilt.
      this.#appliedSeq = seq !== null && seq > this.#findLastChange() ? null : seq
    }
    return this.#appliedSeq
  }

  #findLastChange(): number {
    const sql = "SELECT seq FROM sqlite_sequence WHERE name = 'changes'"
    return this.#options.ledger.get<{ seq: number }>(sql)?.seq ?? 0
  }

  async #rebuild(): Promise<void> {
    const { ledger, listAll } = this.#options
    const last = this.#findLastChange()
    const objects = listAll(ledger)
    // An interrupted rebuild may have left rows of letters that are no longer listed.
    if (this.#file.get('SELECT 1 FROM letters LIMIT 1') !== undefined) await this.#file.write(removeAll)
    await this.#file.write((tx) => setAutomerge(tx, false))
    await this.#file.writeMany(async () => {
      for (let i = 0; i < objects.length; i += REBUILD_AT_ONCE)
        await this.#apply(objects.slice(i, i + REBUILD_AT_ONCE), () => undefined)
    })
    await this.#file.write((tx) => {
      setAutomerge(tx, true)
      tx.run('INSERT OR REPLACE INTO applied VALUES (1, ?)', last)
    })
    this.#appliedSeq = last
  }

  async #applyNext(): Promise<boolean> {
    const { ledger } = this.#options
    const changes = readChanges(ledger, this.#appliedSeq!, APPLY_AT_ONCE)
    const last = changes.at(-1)
    if (last === undefined) return false
    await this.#apply(this.#rowsOf(changes), (tx) => tx.run('UPDATE applied SET seq = ?', last.seq))
    this.#appliedSeq = last.seq
    if (last.seq % PRUNE_EVERY < changes.length) void pruneChanges(ledger, last.seq).catch(() => undefined)
    return true
  }

  #rowsOf(changes: readonly Change[]): Uint8Array[] {
    const { ledger, rowOf = (_: Rows, object: Uint8Array): Uint8Array => object } = this.#options
    return uniqueObjects(changes.map(({ seq, object }) => ({ seq, object: rowOf(ledger, object) })))
  }

  async #apply(objects: Uint8Array[], finish: (tx: Transaction) => void): Promise<void> {
    const transactions = splitIntoTransactions(await this.#prepare(objects))
    // Each letter is computed again from the ledger, so if a crash interrupts the transactions, all
    // of them are repeated.
    for (const [i, letters] of transactions.entries())
      await this.#file.write((tx) => {
        applyAll(tx, letters)
        if (i === transactions.length - 1) finish(tx)
      })
  }

  /**
   * Reads the texts first, because that is asynchronous. The entry and the words of a letter then
   * change in one transaction.
   */
  async #prepare(objects: Uint8Array[]): Promise<PreparedLetter[]> {
    const { ledger, describe } = this.#options
    const entries = objects.map((object) => ({ object, entry: describe(ledger, object) }))
    return Promise.all(
      entries.map(async ({ object, entry }) => ({
        object,
        entry,
        newText: await this.#readNewText(object, entry),
      })),
    )
  }

  /** A text never changes, so it is read only once, when it becomes readable. */
  async #readNewText(object: Uint8Array, entry: LetterEntry | null): Promise<string | null> {
    if (entry === null || entry.isRemoved || entry.textFrom === '') return null
    const row = this.#file.get<{ textFrom: string }>(
      'SELECT text_from AS textFrom FROM letters WHERE object = ?',
      object,
    )
    if (row !== undefined && row.textFrom !== '') return null
    return this.#givenTexts?.get(toHex(object)) ?? this.#options.readText(object)
  }

  /**
   * On a full disk no change can be stored, so the changes are applied for one query, in memory,
   * and rolled back.
   */
  async #queryUnapplied<T>(query: (view: Rows) => T): Promise<T> {
    const { ledger, listAll } = this.#options
    const isNew = this.#appliedSeq === null
    const objects = isNew
      ? listAll(ledger)
      : uniqueObjects(readChanges(ledger, this.#appliedSeq!, MAX_UNAPPLIED))
    const letters = await this.#prepare(objects)
    const rollback = new Error('the changes of this query are rolled back')
    let found: T
    await this.#file
      .write((tx) => {
        applyAll(tx, letters)
        found = query(tx)
        throw rollback
      })
      .catch((error: unknown) => {
        if (error !== rollback) throw error
      })
    return found!
  }
}

function applyAll(tx: Transaction, letters: readonly PreparedLetter[]): void {
  for (const { object, entry, newText } of letters) applyEntry(tx, object, entry, newText)
}

/** Returns at least one transaction, so that there is a last one. */
function splitIntoTransactions(letters: readonly PreparedLetter[]): PreparedLetter[][] {
  const transactions: PreparedLetter[][] = [[]]
  let removed = 0
  for (const letter of letters) {
    if ((letter.entry?.isRemoved ?? true) && ++removed % REMOVE_AT_ONCE === 0) transactions.push([])
    transactions.at(-1)!.push(letter)
  }
  return transactions
}
