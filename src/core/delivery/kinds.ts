// The table of object kinds: what each kind does in addition to being delivered. Each noun supplies
// the row of its kind.
// A new kind needs a folder, a row of this type, and its facts in store/object-kinds.ts.
import type { Notice } from '../feeds/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { ObjectHeader, ObjectKind, Ref } from '../store/index.ts'
import type { LetterEntry } from '../views/index.ts'

/**
 * Saves the words of an object, for example as a draft. It runs in the transaction that destroys
 * the content key.
 */
export type KeepWords = (tx: Transaction, at: number) => void

/** What the page must read again: a row of the list, or an album. */
export interface ObjectChange {
  of: 'row' | 'album'
  ref: Ref
  author: Uint8Array
}

export interface Kind {
  /** @throws MalformedRecord if a notice of this kind must not be filed */
  checkNotice?(rows: Rows, notice: Notice): void
  /** Called in the transaction that files a notice of this kind. */
  receive?(tx: Transaction, notice: Notice): void
  /** Called in the transaction that keeps an opened object of another person. */
  onKept?(tx: Transaction, header: ObjectHeader): void
  /**
   * Called before the content key of an own object may be destroyed. Returns the function that
   * saves the words if the key is destroyed.
   */
  saveWords?(object: Uint8Array): Promise<KeepWords>
  /**
   * Called when an own object is destroyed: removes the rows that the noun of this kind keeps about
   * it.
   */
  forget?(tx: Transaction, object: Uint8Array, header: ObjectHeader): void
  /** @throws INVALID if an author cannot hold, let go or recall a single object of this kind */
  checkAct?(): void

  /** The row of the object in the list. Null if it has no row, or is of another kind. */
  describe?(rows: Rows, object: Uint8Array): LetterEntry | null
  /** The object whose row shows this object. Null if it is of another kind. */
  rowOf?(rows: Rows, object: Uint8Array): Uint8Array | null
  /** Every object that can have a row; used to rebuild the index. */
  listObjects?(rows: Rows): Uint8Array[]
  /** What the page must read again after this object changed. Null if it is of another kind. */
  changesOf?(rows: Rows, object: Uint8Array): ObjectChange[] | null
  /** True if an object that arrived gets its own row in the inbox. */
  isNews?(rows: Rows, object: Uint8Array): boolean
}

export type Kinds = Readonly<Record<ObjectKind, Kind>>

/** Returns the first answer that is neither null nor undefined, in the order of the kinds. */
export function firstOf<T>(kinds: Kinds, ask: (kind: Kind) => T | null | undefined): T | null {
  for (const kind of Object.values(kinds)) {
    const answer = ask(kind)
    if (answer !== null && answer !== undefined) return answer
  }
  return null
}
