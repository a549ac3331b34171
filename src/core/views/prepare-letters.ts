// Computes the rows of letters from the ledger, in turns, before the transactions that write them.
// The entry and the words of a letter change in one transaction, and texts are read asynchronously.
import { toHex, type Turn } from '../base/index.ts'
import type { Ledger, Rows } from '../ledger/index.ts'
import { decideWords, findKnown, needsText, stateOfKept, type KnownRow } from './apply-entry.ts'
import type { LetterEntry } from './letter-rows.ts'
import { readyText, type ReadyText } from './ready-words.ts'
import { reasonOf, type Unfiled } from './unfiled.ts'
import { countWords, findLongRemoval, findReadyWords, type Removal } from './word-rows.ts'

/** Computes what the index has of an object. Each function may throw for one object. */
export interface LetterSource {
  ledger: Ledger
  /** The entry of an object, computed now. Null if it is not a listed letter. */
  describe: (rows: Rows, object: Uint8Array) => LetterEntry | null
  /**
   * The text of a letter whose entry says that it can be read, or the start of a very long text.
   * Null if it cannot be read after all.
   */
  readText: (object: Uint8Array) => Promise<string | null>
}

export interface PreparedLetter {
  object: Uint8Array
  /** Null if the letter is no longer listed. */
  entry: LetterEntry | null
  /** Null if its words stay. */
  text: ReadyText | null
  /** How many different words the change removes. */
  removes: number
  /** Its words, if they are so many that they are removed before the row changes. */
  removal: Removal | null
  /** Null if all of it could be computed. */
  unfiled: Unfiled | null
}

/** Texts are read together, because reading waits for the disk. */
const READ_AT_ONCE = 16
/** In bytes. The text of a larger letter is read alone. */
const MAX_READ_TOGETHER = 64 * 1024

export class LetterPreparer {
  readonly #source: LetterSource
  readonly #view: Rows
  readonly #turn: Turn
  /** Texts of letters that were just written, by object in hex. */
  readonly #givenTexts: ReadonlyMap<string, string>

  constructor(source: LetterSource, view: Rows, turn: Turn, givenTexts: ReadonlyMap<string, string>) {
    this.#source = source
    this.#view = view
    this.#turn = turn
    this.#givenTexts = givenTexts
  }

  async *prepare(objects: readonly Uint8Array[]): AsyncGenerator<PreparedLetter, void> {
    for (let at = 0; at < objects.length; at += READ_AT_ONCE) {
      const drafts: Draft[] = []
      for (const object of objects.slice(at, at + READ_AT_ONCE)) {
        await this.#turn.pass()
        drafts.push(this.#describe(object))
      }
      const texts = await Promise.all(drafts.map(async (draft) => (isLong(draft) ? null : this.#read(draft))))
      for (const [i, draft] of drafts.entries())
        yield await this.#finish(draft, texts[i] ?? (await this.#read(draft)))
    }
  }

  #describe(object: Uint8Array): Draft {
    const known = findKnown(this.#view, object)
    try {
      return { object, known, entry: this.#source.describe(this.#source.ledger, object), unfiled: null }
    } catch (error) {
      return { object, known, entry: null, unfiled: this.#unfiled(object, 'nothing', error) }
    }
  }

  /** A text never changes, so it is read only once, when it becomes readable. */
  async #read({ object, known, entry }: Draft): Promise<ReadText> {
    if (entry === null || !needsText(known, entry)) return { text: null, unfiled: null }
    try {
      const text = this.#givenTexts.get(toHex(object)) ?? (await this.#source.readText(object))
      return { text, unfiled: null }
    } catch (error) {
      return { text: null, unfiled: this.#unfiled(object, 'title', error) }
    }
  }

  async #finish(draft: Draft, read: ReadText): Promise<PreparedLetter> {
    const { object, known, entry } = draft
    const unfiled = draft.unfiled ?? read.unfiled
    if (entry === null) return { object, entry, text: null, ...this.#removalOf(known), unfiled }
    try {
      return await this.#withText(draft, entry, read.text, unfiled)
    } catch (error) {
      const failed = { object, known, unfiled: this.#unfiled(object, 'title', error) }
      return await this.withTitle({ ...failed, entry }).catch((cause: unknown) => ({
        ...{ object, entry: null, text: null, ...this.#removalOf(known) },
        unfiled: this.#unfiled(object, 'nothing', cause),
      }))
    }
  }

  async #withText(
    { object, known }: Draft,
    entry: LetterEntry,
    text: string | null,
    unfiled: Unfiled | null,
  ): Promise<PreparedLetter> {
    const decided = decideWords(known, entry, text !== null)
    if (decided === 'keep') return { object, entry, text: null, removes: 0, removal: null, unfiled }
    const removed = this.#removalOf(known)
    if (decided === 'write')
      return { object, entry, text: await readyText(entry, text, this.#turn), ...removed, unfiled }
    // The words that a long removal takes away are written again in their new place.
    const words = removed.removal === null ? null : findReadyWords(this.#view, known!.id)
    const moved = words === null ? null : { words, ...stateOfKept(known!, entry) }
    return { object, entry, text: moved, ...removed, unfiled }
  }

  /** The letter without its text. @throws if even that cannot be computed */
  async withTitle(draft: Draft & { entry: LetterEntry }): Promise<PreparedLetter> {
    const { object, known, entry, unfiled } = draft
    const text = await readyText(entry, null, this.#turn)
    return { object, entry, text, ...this.#removalOf(known), unfiled }
  }

  #removalOf(known: KnownRow | null): Pick<PreparedLetter, 'removes' | 'removal'> {
    if (known === null) return { removes: 0, removal: null }
    return { removes: countWords(this.#view, known.id), removal: findLongRemoval(this.#view, known.id) }
  }

  /** @throws CANCELLED if the home was closed, because then nothing can be computed */
  #unfiled(object: Uint8Array, filedBy: Unfiled['filedBy'], error: unknown): Unfiled {
    this.#source.ledger.get('SELECT 1')
    return { object, filedBy, reason: reasonOf(error) }
  }
}

interface Draft {
  object: Uint8Array
  known: KnownRow | null
  entry: LetterEntry | null
  unfiled: Unfiled | null
}

interface ReadText {
  text: string | null
  unfiled: Unfiled | null
}

function isLong({ entry }: Draft): boolean {
  return entry !== null && entry.size > MAX_READ_TOGETHER
}
