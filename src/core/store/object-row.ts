// The rows of the store: where own objects are, and which foreign objects are kept; and the types
// that they are read as.
// The rows are long and their keys random, so they have row numbers: sorted by the key, a third of
// each page would be empty.
// Until the first release this schema changes in place. After it, changes are made only by new
// steps.
import type { Rows, Schema, Transaction } from '../ledger/index.ts'
import type { SealedObject } from '../seal/index.ts'
import { headerForm, type ObjectHeader } from './object-header.ts'
import { refForm, type Ref } from './ref.ts'

export const storeSchema: Schema = {
  noun: 'store',
  steps: [
    `CREATE TABLE own_objects (
       id INTEGER PRIMARY KEY, object BLOB NOT NULL UNIQUE, ref BLOB NOT NULL, core BLOB NOT NULL, start INTEGER NOT NULL,
       header BLOB NOT NULL, bytes INTEGER NOT NULL, at INTEGER NOT NULL
     ) STRICT;
     CREATE UNIQUE INDEX own_objects_by_position ON own_objects (core, start);
     CREATE TABLE kept_objects (
       id INTEGER PRIMARY KEY, object BLOB NOT NULL UNIQUE, content_key BLOB NOT NULL, at INTEGER NOT NULL,
       is_durable INTEGER NOT NULL DEFAULT 0,
       -- Null if the notice contains the words of the object, because it says all of this, and no block is here.
       ref BLOB, core BLOB, header BLOB, holder_tag BLOB
     ) STRICT;
     CREATE INDEX kept_by_core ON kept_objects (core) WHERE core IS NOT NULL;
     CREATE INDEX kept_by_holder_tag ON kept_objects (holder_tag) WHERE holder_tag IS NOT NULL;
     CREATE INDEX kept_not_durable ON kept_objects (is_durable) WHERE is_durable = 0;
     -- A request of a peer needs one lookup, whatever the objects contain.
     CREATE TABLE kept_audiences (core BLOB NOT NULL, audience BLOB NOT NULL, PRIMARY KEY (core, audience)) STRICT, WITHOUT ROWID;
     CREATE TABLE public_copies (object BLOB PRIMARY KEY, core BLOB NOT NULL, start INTEGER NOT NULL) STRICT, WITHOUT ROWID;`,
  ],
}

/**
 * A sealed object that was not added to the store yet. A large one is already flushed to its own
 * core.
 */
export interface PreparedObject {
  object: Uint8Array
  header: ObjectHeader
  contentKey: Uint8Array
  /** The padded size of the blocks that readers fetch. */
  bytes: number
  sealed: SealedObject
  whole: { core: Uint8Array; length: number } | null
}

export interface KeptObject {
  ref: Ref
  contentKey: Uint8Array
  header: ObjectHeader
  at: number
}

/** What a notice with words says of its object. */
export type ToldObject = Pick<KeptObject, 'ref' | 'header'>

export interface KeptRow {
  [column: string]: Uint8Array | number | null
  object: Uint8Array
  /** Null if the notice says it. */
  ref: Uint8Array | null
  header: Uint8Array | null
  contentKey: Uint8Array
  at: number
}

export const SELECT_KEPT = 'SELECT object, ref, header, content_key AS contentKey, at FROM kept_objects'

/** An own object with its only block. */
export interface PublishedBlock {
  object: Uint8Array
  block: Uint8Array
}

/** Where the blocks of an own object are, and their size. */
export interface BlockRange {
  core: Uint8Array
  start: number
  end: number
  bytes: number
}

export interface OwnObject {
  object: Uint8Array
  ref: Ref
  header: ObjectHeader
  bytes: number
}

export interface OwnRow {
  [column: string]: Uint8Array | number
  object: Uint8Array
  ref: Uint8Array
  header: Uint8Array
  bytes: number
}

export const SELECT_OWN = 'SELECT object, ref, header, bytes FROM own_objects'

export function toOwnObject({ object, ref, header, bytes }: OwnRow): OwnObject {
  return { object, ref: refForm.decode(ref), header: headerForm.decode(header), bytes }
}

/** Returns the refs of all own objects. */
export function listOwnRefs(rows: Rows): Ref[] {
  return rows.all<{ ref: Uint8Array }>('SELECT ref FROM own_objects').map(({ ref }) => refForm.decode(ref))
}

/** Returns the padded size of all own objects. */
export function sumOwnBytes(rows: Rows): number {
  const sql = 'SELECT coalesce(sum(bytes), 0) AS bytes FROM own_objects'
  return rows.get<{ bytes: number }>(sql)!.bytes
}

export function countKept(rows: Rows): number {
  return rows.get<{ count: number }>('SELECT count(*) AS count FROM kept_objects')!.count
}

export function isKept(rows: Rows, object: Uint8Array): boolean {
  return rows.get('SELECT 1 FROM kept_objects WHERE object = ?', object) !== undefined
}

/**
 * Returns all kept objects of other authors whose blocks are here, in the order of their ids. Decodes
 * one at a time.
 */
export function* walkKept(rows: Rows): Generator<{ object: Uint8Array; ref: Ref; header: ObjectHeader }> {
  const sql = 'SELECT object, ref, header FROM kept_objects WHERE ref IS NOT NULL ORDER BY object'
  for (const { object, ref, header } of rows.all<Pick<OwnRow, 'object' | 'ref' | 'header'>>(sql))
    yield { object, ref: refForm.decode(ref), header: headerForm.decode(header) }
}

/**
 * Forgets who may fetch this core, because no file in it is kept any longer. Does nothing if an
 * object in it is still kept.
 */
export function forgetKeptAudiences(tx: Transaction, core: Uint8Array): void {
  tx.run(
    `DELETE FROM kept_audiences WHERE core = ?
       AND NOT EXISTS (SELECT 1 FROM kept_objects k WHERE k.core = ?)`,
    core,
    core,
  )
}
