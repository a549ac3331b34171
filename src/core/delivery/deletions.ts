// Deleted objects whose end is not proven: stations may have released them, or may still do so. A
// row has nothing of the object but its name, its kind and two times.
// It is the last state of an own object that its author sees.
import { statusOf, wasGiven, type Memberships, type ReaderStatus } from '../access/index.ts'
import { countStationsOfLetters } from '../gates/index.ts'
import { hasOpened } from '../contract/reader-states.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { refForm, type ObjectKind, type ObjectStore, type OwnObject, type Ref } from '../store/index.ts'
import { touch } from '../views/index.ts'

export const DELETIONS_TABLE = `
  CREATE TABLE deletions (
    object BLOB PRIMARY KEY, ref BLOB NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL, deleted_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;`

/** How long the author sees who opened a letter that they had deleted. */
const SHOWN_MS = 90 * 24 * 60 * 60 * 1000

export interface DeletedObject {
  readonly object: Uint8Array
  readonly ref: Ref
  readonly kind: ObjectKind
  /** When it was made. ms since the epoch, as the next one. */
  readonly at: number
  readonly deletedAt: number
}

interface StoredDeletion extends Omit<DeletedObject, 'ref'> {
  ref: Uint8Array
}

const SELECT = 'SELECT object, ref, kind, at, deleted_at AS deletedAt FROM deletions'

/** Call this function after the recall. Keeps the row only if the end is not proven. */
export function recordDeletion(
  tx: Transaction,
  { object, ref, header }: Pick<OwnObject, 'object' | 'ref' | 'header'>,
  deletedAt: number,
  memberships: Memberships,
): void {
  if (!statusOf(tx, object, deletedAt, memberships).some(isUncertain)) return
  tx.run(
    'INSERT OR REPLACE INTO deletions VALUES (?, ?, ?, ?, ?)',
    ...[object, refForm.encode(ref), header.kind, header.at, deletedAt],
  )
}

export function findDeletion(rows: Rows, object: Uint8Array): DeletedObject | null {
  const stored = rows.get<StoredDeletion & Record<string, never>>(`${SELECT} WHERE object = ?`, object)
  return stored === undefined ? null : { ...stored, ref: refForm.decode(stored.ref) }
}

/** True for an own object that was given to somebody and deleted. */
export function isDeleted(
  rows: Rows,
  { store }: { store: Pick<ObjectStore, 'findOwn'> },
  object: Uint8Array,
): boolean {
  return wasGiven(rows, object) && store.findOwn(rows, object) === null
}

/** The latest deletion first. */
export function listDeletions(rows: Rows): DeletedObject[] {
  const stored = rows.all<StoredDeletion & Record<string, never>>(
    `${SELECT} ORDER BY deleted_at DESC, object`,
  )
  return stored.map((one) => ({ ...one, ref: refForm.decode(one.ref) }))
}

interface DeletionStanding {
  /** Those who may get it, or got it after all. */
  readonly readers: ReaderStatus[]
  readonly stations: { readonly of: number; readonly confirmed: number } | null
}

/** Null once it is certain that nobody can open what they had not opened. */
export function standingOfDeletion(
  rows: Rows,
  { object, deletedAt }: Pick<DeletedObject, 'object' | 'deletedAt'>,
  now: number,
  memberships: Memberships,
): DeletionStanding | null {
  const isOver = now - deletedAt >= SHOWN_MS
  const readers = statusOf(rows, object, now, memberships).filter(
    (reader) => isUncertain(reader) || (!isOver && hasOpenedSince(reader, deletedAt)),
  )
  return readers.length === 0 ? null : { readers, stations: countStationsOfLetters(rows, [object]) }
}

/** Removes the rows of deletions that are proven. Returns how many. */
export function forgetProvenDeletions(tx: Transaction, now: number, memberships: Memberships): number {
  const proven = listDeletions(tx).filter((one) => standingOfDeletion(tx, one, now, memberships) === null)
  for (const { object } of proven) {
    tx.run('DELETE FROM deletions WHERE object = ?', object)
    touch(tx, object)
  }
  return proven.length
}

const isUncertain = ({ state }: ReaderStatus): boolean => state === 'recalling' || state === 'unknown'

function hasOpenedSince({ state, at }: ReaderStatus, deletedAt: number): boolean {
  return hasOpened(state) && at >= deletedAt
}
