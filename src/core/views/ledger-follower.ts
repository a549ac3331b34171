// Keeps the letter index in step with the ledger: log → apply → view, before every query.
// Every row is computed from the ledger. The whole index file may be deleted; it is then rebuilt.
import { Mutex, silentLog, turn, type Log, type Turn } from '../base/index.ts'
import { isEngineError } from '../contract/errors.ts'
import type { Ledger, Rows, Transaction } from '../ledger/index.ts'
import { pruneChanges, readChanges, uniqueObjects, type Change } from './change-log.ts'
import { LetterPreparer, type LetterSource, type PreparedLetter } from './prepare-letters.ts'
import { NO_WORDS } from './ready-words.ts'
import { listUnfiled } from './unfiled.ts'
import { LetterWriter, writeLetter } from './write-letters.ts'

export interface FollowerOptions extends LetterSource {
  /**
   * Opens the index file, which is a ledger that may be lost. It is called again after damage was
   * found; closing a damaged file deletes it.
   */
  openFile: () => Promise<Ledger>
  /** The object whose row shows this object; without this option, the object itself. */
  rowOf?: (rows: Rows, object: Uint8Array) => Uint8Array
  /** Every object that can have an entry. */
  listAll: (rows: Rows) => Uint8Array[]
  log?: Log
  /** How long the thread is held at once. */
  turn?: Turn
}

/** The position in the log is stored after so many changes. */
const CHANGES_AT_ONCE = 512
const MAX_UNAPPLIED = 10_000
/** In one query on a full disk, all in one turn. */
const MAX_UNAPPLIED_WORDS = 20_000
const PRUNE_EVERY = 10_000

export class LedgerFollower {
  readonly #options: FollowerOptions
  readonly #mutex = new Mutex()
  readonly #turn: Turn
  #file: Ledger
  /**
   * The last change of the ledger that the view contains. Null if the view is empty, undefined if
   * this was not read yet.
   */
  #appliedSeq: number | null | undefined
  /** True until the letters that could not be filed were tried again since the start. */
  #hasUnfiled = true
  /** Texts of letters that were just written, by object in hex. */
  #givenTexts: ReadonlyMap<string, string> = NO_TEXTS

  private constructor(options: FollowerOptions, file: Ledger) {
    this.#options = options
    this.#file = file
    this.#turn = options.turn ?? turn
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

  /** Runs `query` on the view, which then contains every change of the ledger until this call. */
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
        this.#givenTexts = NO_TEXTS
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

  /**
   * Changes that come meanwhile wait for the next call, so that an endless stream of them keeps no
   * query waiting.
   */
  async #catchUp(): Promise<void> {
    const target = this.#findLastChange()
    if (this.#findApplied() === null) await this.#rebuild()
    else if (this.#hasUnfiled) await this.#apply(listUnfiled(this.#file).map(({ object }) => object))
    this.#hasUnfiled = false
    while (await this.#applyNext(target));
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
    // An interrupted rebuild may have left rows of letters that are no longer listed.
    const left = this.#file.all<{ object: Uint8Array }>(
      'SELECT object FROM letters UNION SELECT object FROM binned UNION SELECT object FROM unfiled',
    )
    const objects = unique([...listAll(ledger), ...left.map(({ object }) => object)])
    await this.#file.writeMany(() => this.#apply(objects))
    await this.#file.write((tx) => tx.run('INSERT OR REPLACE INTO applied VALUES (1, ?)', last))
    this.#appliedSeq = last
  }

  async #applyNext(target: number): Promise<boolean> {
    const { ledger } = this.#options
    const changes = readChanges(ledger, this.#appliedSeq!, CHANGES_AT_ONCE)
    const last = changes.at(-1)
    if (last === undefined || this.#appliedSeq! >= target) return false
    await this.#apply(this.#rowsOf(changes), (tx) => tx.run('UPDATE applied SET seq = ?', last.seq))
    this.#appliedSeq = last.seq
    if (last.seq % PRUNE_EVERY < changes.length) void pruneChanges(ledger, last.seq).catch(() => undefined)
    return true
  }

  #rowsOf(changes: readonly Change[]): Uint8Array[] {
    return uniqueObjects(changes.map(({ seq, object }) => ({ seq, object: this.#rowOf(object) })))
  }

  /** Where this cannot be found out, the object is its own row, and `describe` decides. */
  #rowOf(object: Uint8Array): Uint8Array {
    const { ledger, rowOf } = this.#options
    try {
      return rowOf?.(ledger, object) ?? object
    } catch {
      return object
    }
  }

  /**
   * Each letter is computed again from the ledger, so if a crash interrupts the transactions, all of
   * them are repeated.
   */
  async #apply(objects: Uint8Array[], finish?: (tx: Transaction) => void): Promise<void> {
    const { log = silentLog } = this.#options
    const preparer = this.#preparer()
    const writer = new LetterWriter(this.#file, preparer, this.#turn, log)
    for await (const letter of preparer.prepare(objects)) await writer.add(letter)
    await writer.flush(finish)
  }

  #preparer(): LetterPreparer {
    return new LetterPreparer(this.#options, this.#file, this.#turn, this.#givenTexts)
  }

  /**
   * On a full disk no change can be stored, so the changes are applied for one query, in memory,
   * and rolled back. After very many words, letters are listed and not found by their words.
   */
  async #queryUnapplied<T>(query: (view: Rows) => T): Promise<T> {
    const { ledger, listAll } = this.#options
    const isNew = this.#appliedSeq === null
    const objects = isNew
      ? listAll(ledger)
      : this.#rowsOf(readChanges(ledger, this.#appliedSeq!, MAX_UNAPPLIED))
    const letters: PreparedLetter[] = []
    let words = 0
    for await (const letter of this.#preparer().prepare(objects)) {
      words += letter.text?.words.different ?? 0
      letters.push(words <= MAX_UNAPPLIED_WORDS ? letter : withoutWords(letter))
    }
    for (;;) {
      const tried = await this.#tryUnapplied(query, letters)
      if ('found' in tried) return tried.found
      letters.splice(tried.failed, 1)
    }
  }

  async #tryUnapplied<T>(
    query: (view: Rows) => T,
    letters: readonly PreparedLetter[],
  ): Promise<{ found: T } | { failed: number }> {
    const rollback = new Error('the changes of this query are rolled back')
    let found: { found: T } | null = null
    let at = 0
    try {
      await this.#file.write((tx) => {
        for (; at < letters.length; at++) writeLetter(tx, letters[at]!)
        found = { found: query(tx) }
        throw rollback
      })
    } catch (error) {
      if (error !== rollback && (isEngineError(error) || at === letters.length)) throw error
    }
    return found ?? { failed: at }
  }
}

const NO_TEXTS: ReadonlyMap<string, string> = new Map()

function withoutWords(letter: PreparedLetter): PreparedLetter {
  return letter.text === null ? letter : { ...letter, text: { ...letter.text, words: NO_WORDS } }
}

function unique(objects: readonly Uint8Array[]): Uint8Array[] {
  return uniqueObjects(objects.map((object) => ({ seq: 0, object })))
}
