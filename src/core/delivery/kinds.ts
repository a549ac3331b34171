// What a kind of object does beside being delivered: each noun gives the row of its kind, and those below ask the row.
// A new kind is a folder, a row here, and its facts in store/object-kinds.ts.
import type { Notice } from '../feeds/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { ObjectHeader, ObjectKind, Ref } from '../store/index.ts'
import type { LetterEntry } from '../views/index.ts'

/** Writes what is kept of an object's words, in the transaction that destroys its key. */
export type KeepWords = (tx: Transaction, at: number) => void

/** What the page has to read again: a row of the list, or an album. */
export interface ObjectChange {
  of: 'row' | 'album'
  ref: Ref
  author: Uint8Array
}

export interface Kind {
  /** Its notice was filed, in the same transaction. */
  receive?(tx: Transaction, notice: Notice): void
  /** Called before an own object's key may be destroyed. Gives what to write if it is. */
  saveWords?(object: Uint8Array): Promise<KeepWords>
  /** An own object goes for good: removes the rows that its noun keeps of it. */
  forget?(tx: Transaction, object: Uint8Array, header: ObjectHeader): void
  /** @throws INVALID if an author does not hold, let go or recall an object of this kind alone */
  checkAct?(): void

  /** Its row in the list; null if the object has none, or is of another kind. */
  describe?(rows: Rows, object: Uint8Array): LetterEntry | null
  /** The object whose row tells of this one; null if it is of another kind. */
  rowOf?(rows: Rows, object: Uint8Array): Uint8Array | null
  /** Every object that may have a row, for a rebuild. */
  listObjects?(rows: Rows): Uint8Array[]
  /** What changes for the page with this object; null if it is of another kind. */
  changesOf?(rows: Rows, object: Uint8Array): ObjectChange[] | null
  /** True if an object that arrived has a row of its own in the inbox. */
  isNews?(rows: Rows, object: Uint8Array): boolean
}

export type Kinds = Readonly<Record<ObjectKind, Kind>>

/** The answer of the first kind that has one. */
export function firstOf<T>(kinds: Kinds, ask: (kind: Kind) => T | null | undefined): T | null {
  for (const kind of Object.values(kinds)) {
    const answer = ask(kind)
    if (answer !== null && answer !== undefined) return answer
  }
  return null
}
