// What is written down of objects: where mine lie, and which of others' are kept. The rows of the store, and what they are read as.
// Until the first release it changes in place; from then on a step is only followed by another.
import type { Rows, Schema, Transaction } from '../ledger/index.ts'
import type { SealedObject } from '../seal/index.ts'
import { decodeHeader, type ObjectHeader } from './object-header.ts'
import { decodeRef, type Ref } from './ref.ts'

export const storeSchema: Schema = {
  noun: 'store',
  steps: [
    `CREATE TABLE own_objects (
       object BLOB PRIMARY KEY, ref BLOB NOT NULL, core BLOB NOT NULL, start INTEGER NOT NULL,
       header BLOB NOT NULL, bytes INTEGER NOT NULL, at INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE UNIQUE INDEX own_objects_by_position ON own_objects (core, start);
     -- What is kept together lies together.
     CREATE TABLE kept_objects (
       object BLOB PRIMARY KEY, ref BLOB NOT NULL, core BLOB NOT NULL, content_key BLOB NOT NULL, header BLOB NOT NULL,
       at INTEGER NOT NULL, holder_tag BLOB, is_durable INTEGER NOT NULL DEFAULT 0
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX kept_by_core_and_time ON kept_objects (core, at);
     CREATE INDEX kept_by_holder_tag ON kept_objects (holder_tag);
     CREATE INDEX kept_not_durable ON kept_objects (is_durable) WHERE is_durable = 0;
     -- What peers ask for is found by one lookup, whatever the objects hold.
     CREATE TABLE kept_audiences (core BLOB NOT NULL, audience BLOB NOT NULL, PRIMARY KEY (core, audience)) STRICT, WITHOUT ROWID;
     CREATE TABLE public_copies (object BLOB PRIMARY KEY, core BLOB NOT NULL, start INTEGER NOT NULL) STRICT, WITHOUT ROWID;`,
  ],
}

/** A sealed object that has no place yet; large ones already lie, flushed, in a core of their own. */
export interface PreparedObject {
  object: Uint8Array
  header: ObjectHeader
  contentKey: Uint8Array
  /** Padded size of what readers fetch. */
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

/** An own object with its only block. */
export interface PublishedBlock {
  object: Uint8Array
  block: Uint8Array
}

/** Where an own object lies, and how much of it. */
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
  return { object, ref: decodeRef(ref), header: decodeHeader(header), bytes }
}

/** Where every own object lies. */
export function listOwnRefs(rows: Rows): Ref[] {
  return rows.all<{ ref: Uint8Array }>('SELECT ref FROM own_objects').map(({ ref }) => decodeRef(ref))
}

/** The padded bytes of all own objects. */
export function sumOwnBytes(rows: Rows): number {
  const sql = 'SELECT coalesce(sum(bytes), 0) AS bytes FROM own_objects'
  return rows.get<{ bytes: number }>(sql)!.bytes
}

/** How many objects of others are kept. */
export function countKept(rows: Rows): number {
  return rows.get<{ count: number }>('SELECT count(*) AS count FROM kept_objects')!.count
}

/** True if this object of another person is kept here. */
export function isKept(rows: Rows, object: Uint8Array): boolean {
  return rows.get('SELECT 1 FROM kept_objects WHERE object = ?', object) !== undefined
}

/** Every object of others that is kept, in the order of their ids; decoded one at a time. */
export function* walkKept(rows: Rows): Generator<{ object: Uint8Array; ref: Ref; header: ObjectHeader }> {
  const sql = 'SELECT object, ref, header FROM kept_objects ORDER BY object'
  for (const { object, ref, header } of rows.all<Pick<OwnRow, 'object' | 'ref' | 'header'>>(sql))
    yield { object, ref: decodeRef(ref), header: decodeHeader(header) }
}

/** No file is kept from this core: it is for nobody here, unless an object is kept from it. */
export function forgetKeptAudiences(tx: Transaction, core: Uint8Array): void {
  tx.run(
    `DELETE FROM kept_audiences WHERE core = ?
       AND NOT EXISTS (SELECT 1 FROM kept_objects k WHERE k.core = ?)`,
    core,
    core,
  )
}
