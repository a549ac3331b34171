// What a kind of object does beside being delivered: each noun gives the row of its kind, and delivery asks the row.
// A new kind is a folder, a row here, and its facts in store/object-kinds.ts.
import type { Notice } from '../feeds/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { ObjectHeader, ObjectKind } from '../store/index.ts'

/** Writes what is kept of an object's words, in the transaction that destroys its key. */
export type KeepWords = (tx: Transaction, at: number) => void

export interface Kind {
  /** Its notice was filed, in the same transaction. */
  receive?(tx: Transaction, notice: Notice): void
  /**
   * Called before an own object's key may be destroyed; `opened` is the object as it can be read now.
   * Gives what to write if the key is destroyed.
   */
  saveWords?(object: Uint8Array): Promise<KeepWords>
  /** An own object goes for good: removes the rows that its noun keeps of it. */
  forget?(tx: Transaction, object: Uint8Array, header: ObjectHeader): void
}

export type Kinds = Readonly<Record<ObjectKind, Kind>>
