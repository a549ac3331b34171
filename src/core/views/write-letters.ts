// Writes prepared letters into the index, in transactions that end with their turn of the thread.
// A letter that cannot be written is written by its title, else not at all: it never keeps the
// others from being written.
import { toHex, type Log, type Turn } from '../base/index.ts'
import { isEngineError, type ErrorCode } from '../contract/errors.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'
import { applyEntry, findKnown, inThreads } from './apply-entry.ts'
import type { LetterPreparer, PreparedLetter } from './prepare-letters.ts'
import { findLongMerge, moveSomeLetters } from './join-thread.ts'
import { recordFiling, reasonOf, type Unfiled } from './unfiled.ts'
import { isLong, removeSomeWords, type Removal } from './word-rows.ts'

/**
 * FTS5 writes most of its pages at the end of a transaction, where no clock can end the turn. So
 * many different words take it some 30 ms.
 */
const WORDS_AT_ONCE = 12_000
/** To delete a word takes so many times as long as to write it. */
const COST_OF_REMOVAL = 16
/** Without a text. */
const COST_OF_ROW = 20

export class LetterWriter {
  readonly #file: Ledger
  readonly #preparer: LetterPreparer
  readonly #turn: Turn
  readonly #log: Log
  #pending: PreparedLetter[] = []
  #cost = 0

  constructor(file: Ledger, preparer: LetterPreparer, turn: Turn, log: Log) {
    this.#file = file
    this.#preparer = preparer
    this.#turn = turn
    this.#log = log
  }

  /** @throws NO_SPACE, DAMAGED, CANCELLED */
  async add(letter: PreparedLetter): Promise<void> {
    if (letter.unfiled !== null) this.#logUnfiled(letter.unfiled)
    if (letter.removal !== null) {
      await this.flush()
      await this.#remove(letter.removal)
    }
    const cost = costOf(letter)
    if (this.#cost + cost > WORDS_AT_ONCE) await this.flush()
    this.#pending.push(letter)
    this.#cost += cost
  }

  /**
   * Writes what was added. `finish` becomes true with the last letter.
   * @throws NO_SPACE, DAMAGED, CANCELLED
   */
  async flush(finish: (tx: Transaction) => void = () => undefined): Promise<void> {
    const letters = this.#pending
    this.#pending = []
    this.#cost = 0
    for (let from = 0; ;) {
      const written = await this.#writeFrom(letters, from, finish)
      if (written === null) {
        for (const letter of letters.slice(from)) await this.#writeAlone(letter)
        return this.#file.write(finish)
      }
      from += written
      if (from === letters.length) return
    }
  }

  /** Returns how many letters it wrote. Null if one of them cannot be written. */
  async #writeFrom(
    letters: readonly PreparedLetter[],
    from: number,
    finish: (tx: Transaction) => void,
  ): Promise<number | null> {
    return this.#attempt((tx, isFull) => {
      let at = from
      while (at < letters.length) {
        if (moveLetters(tx, letters[at]!, isFull)) break
        writeLetter(tx, letters[at++]!)
        if (isFull()) break
      }
      if (at === letters.length) finish(tx)
      return at - from
    })
  }

  /** Runs `write` in a transaction. Null if it failed because of what was to be written. */
  async #attempt<T>(
    write: (tx: Transaction, isFull: () => boolean) => T,
    onFailure?: (error: unknown) => void,
  ): Promise<T | null> {
    try {
      return await this.#file.write((tx) => write(tx, this.#turn.beginBatch()), 'batch')
    } catch (error) {
      if (isOfFile(error)) throw error
      onFailure?.(error)
      return null
    }
  }

  async #writeAlone(letter: PreparedLetter): Promise<void> {
    const { object, entry } = letter
    let reason = ''
    const attempt = (one: PreparedLetter): Promise<true | null> =>
      this.#attempt(
        (tx) => {
          writeLetter(tx, one)
          return true as const
        },
        (error) => (reason = reasonOf(error)),
      )
    const unfiled = (filedBy: Unfiled['filedBy']): Unfiled => ({ object, filedBy, reason })
    if ((await attempt(letter)) !== null) return
    if (entry !== null) {
      const draft = { object, entry, known: findKnown(this.#file, object), unfiled: unfiled('title') }
      const titled = await this.#preparer.withTitle(draft).catch(() => null)
      if (titled !== null && (await attempt(titled)) !== null) return this.#logUnfiled(titled.unfiled!)
    }
    const nothing = {
      object,
      entry: null,
      text: null,
      removes: 0,
      removal: null,
      unfiled: unfiled('nothing'),
    }
    if ((await attempt(nothing)) === null)
      await this.#attempt((tx) => recordFiling(tx, object, unfiled('nothing')))
    this.#logUnfiled(nothing.unfiled)
  }

  async #remove(removal: Removal): Promise<void> {
    while (isLong(removal)) {
      const done = await this.#attempt((tx, isFull) => {
        removeSomeWords(tx, removal, isFull)
        return true
      })
      // The letter itself then fails in the same way, and is written alone.
      if (done === null) return
    }
  }

  #logUnfiled({ object, filedBy, reason }: Unfiled): void {
    this.#log.warn('letter-not-filed', { object: toHex(object).slice(0, 16), filedBy, reason })
  }
}

export function writeLetter(tx: Transaction, { object, entry, text, unfiled }: PreparedLetter): void {
  applyEntry(tx, object, entry, text)
  recordFiling(tx, object, unfiled)
}

/**
 * Moves letters of a thread that the letter will connect with another. False if so few are left that
 * the letter can move them itself.
 */
function moveLetters(tx: Transaction, { object, entry }: PreparedLetter, isOver: () => boolean): boolean {
  const merge = entry === null ? null : findLongMerge(tx, object, entry, inThreads(findKnown(tx, object)))
  if (merge === null) return false
  moveSomeLetters(tx, merge, isOver)
  return true
}

function costOf({ text, removes, removal }: PreparedLetter): number {
  const removed = removal === null ? removes : removal.body.length - removal.removed
  return COST_OF_ROW + COST_OF_REMOVAL * removed + (text?.words.different ?? 0)
}

/** Refusals of the index file. Nothing about one letter can cause them. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set(['NO_SPACE', 'DAMAGED', 'HOME_LOCKED', 'CANCELLED'])

function isOfFile(error: unknown): boolean {
  return isEngineError(error) && REFUSALS.has(error.code)
}
