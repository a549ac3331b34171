// Keeps the letter index up with the ledger: log → apply → view, brought up before every look.
// Every row is computed from the ledger's facts; the whole file may be deleted and is built again.
import { Mutex, toHex } from '../base/index.ts'
import { isEngineError } from '../contract/errors.ts'
import type { Ledger, Rows, Transaction } from '../ledger/index.ts'
import { applyEntry, removeAll } from './apply-entry.ts'
import { pruneChanges, readChanges, uniqueObjects, type Change } from './change-log.ts'
import type { LetterEntry } from './letter-rows.ts'

export interface FollowerOptions {
  /** The index file: a ledger that may be lost. Opened again when it was found damaged: closing it then removes it. */
  openFile: () => Promise<Ledger>
  ledger: Ledger
  /** The entry of an object as the facts are now; null when it is no letter that is listed. */
  describe: (rows: Rows, object: Uint8Array) => LetterEntry | null
  /** The object whose row tells of this one; itself unless told. */
  rowOf?: (rows: Rows, object: Uint8Array) => Uint8Array
  /** The text of a letter whose entry says it can be read; null when it cannot after all. */
  readText: (object: Uint8Array) => Promise<string | null>
  /** Every object that may have an entry. */
  listAll: (rows: Rows) => Uint8Array[]
}

const APPLY_AT_ONCE = 512
/** Words are taken out of many pages: of so few letters in one turn, to hold the thread no longer than for those. */
const REMOVE_AT_ONCE = 16
const MAX_UNAPPLIED = 10_000
const PRUNE_EVERY = 10_000

interface PreparedLetter {
  object: Uint8Array
  /** Null for one that is not listed any more. */
  entry: LetterEntry | null
  newText: string | null
}

export class LedgerFollower {
  readonly #options: FollowerOptions
  readonly #mutex = new Mutex()
  #file: Ledger
  /** How far the ledger's changes are in the view; null while it is empty, undefined while that was not looked up. */
  #appliedSeq: number | null | undefined
  /** Of letters that were just written, by their objects in hex. */
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

  /** Runs `act`, by which very many rows come into the view. */
  applyMany<T>(act: () => Promise<T>): Promise<T> {
    return this.#file.writeMany(act)
  }

  /** What `query` finds in the view as the ledger is now. */
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
   * Brings the view up to what was just written; `texts` are of letters among it, by their objects in hex, so that none is read for it.
   * Where that fails the next look finds out, and says so.
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
   * Resolves when no file of the view holds words that the ledger no longer has. A view that is still empty stays so.
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
      // A view that is ahead of its ledger shows letters that the ledger has lost.
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
    // A run that was torn may have left letters that are none any more.
    if (this.#file.get('SELECT 1 FROM letters LIMIT 1') !== undefined) await this.#file.write(removeAll)
    await this.#file.writeMany(async () => {
      for (let i = 0; i < objects.length; i += APPLY_AT_ONCE)
        await this.#apply(objects.slice(i, i + APPLY_AT_ONCE), () => undefined)
    })
    await this.#file.write((tx) => tx.run('INSERT OR REPLACE INTO applied VALUES (1, ?)', last))
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
    const turns = splitIntoTransactions(await this.#prepare(objects))
    // Each letter is computed anew from the facts: a run that is torn between two turns begins again with the first.
    for (const [i, letters] of turns.entries())
      await this.#file.write((tx) => {
        applyAll(tx, letters)
        if (i === turns.length - 1) finish(tx)
      })
  }

  /** Texts are read first, because that waits; the entry and words of a letter then change in one transaction. */
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

  /** A text never changes: it is read when it becomes readable, and not again. */
  async #readNewText(object: Uint8Array, entry: LetterEntry | null): Promise<string | null> {
    if (entry === null || entry.textFrom === '') return null
    const row = this.#file.get<{ textFrom: string }>(
      'SELECT text_from AS textFrom FROM letters WHERE object = ?',
      object,
    )
    if (row !== undefined && row.textFrom !== '') return null
    return this.#givenTexts?.get(toHex(object)) ?? this.#options.readText(object)
  }

  /** On a full disk nothing can be applied for good: it is applied for one look, in memory, and taken back. */
  async #queryUnapplied<T>(query: (view: Rows) => T): Promise<T> {
    const { ledger, listAll } = this.#options
    const isNew = this.#appliedSeq === null
    const objects = isNew
      ? listAll(ledger)
      : uniqueObjects(readChanges(ledger, this.#appliedSeq!, MAX_UNAPPLIED))
    const letters = await this.#prepare(objects)
    const takeBack = new Error('a look ahead is taken back')
    let found: T
    await this.#file
      .write((tx) => {
        applyAll(tx, letters)
        found = query(tx)
        throw takeBack
      })
      .catch((error: unknown) => {
        if (error !== takeBack) throw error
      })
    return found!
  }
}

function applyAll(tx: Transaction, letters: readonly PreparedLetter[]): void {
  for (const { object, entry, newText } of letters) applyEntry(tx, object, entry, newText)
}

/** At least one turn, so that there is a last one. */
function splitIntoTransactions(letters: readonly PreparedLetter[]): PreparedLetter[][] {
  const turns: PreparedLetter[][] = [[]]
  let removed = 0
  for (const letter of letters) {
    if (letter.entry === null && ++removed % REMOVE_AT_ONCE === 0) turns.push([])
    turns.at(-1)!.push(letter)
  }
  return turns
}
