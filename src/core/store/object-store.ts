// store: to send is to store. Objects of this device are sealed here once, and everybody's objects are read here.
// Own blocks go ledger first, then core; blocks of others are fetched when somebody wants to read them.
import { concatBytes, equalBytes, MalformedRecord } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import {
  findRescuedBlock,
  isSignedByDevice,
  type ForeignCores,
  type OwnCores,
  type ProvenBlock,
  type SignedCore,
} from '../cores/index.ts'
import type { Ledger, Reader, Schema, Transaction } from '../ledger/index.ts'
import {
  blockCountOf,
  MAX_BLOCK_BYTES,
  openObject,
  readPrefix,
  sealObject,
  type SealedObject,
} from '../seal/index.ts'
import {
  decodeHeader,
  decodeObject,
  encodeHeader,
  encodeObject,
  type ObjectHeader,
  type OpenedObject,
} from './object-header.ts'
import { decodeRef, encodeRef, formatRef, objectId, refTail, type Ref } from './ref.ts'

export const storeSchema: Schema = {
  noun: 'store',
  steps: [
    `CREATE TABLE own_objects (
       object BLOB PRIMARY KEY, ref BLOB NOT NULL, core BLOB NOT NULL, start INTEGER NOT NULL,
       header BLOB NOT NULL, bytes INTEGER NOT NULL, at INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE UNIQUE INDEX own_objects_by_place ON own_objects (core, start);
     CREATE TABLE kept_objects (
       object BLOB PRIMARY KEY, ref BLOB NOT NULL, core BLOB NOT NULL, content_key BLOB NOT NULL, header BLOB NOT NULL,
       at INTEGER NOT NULL, is_durable INTEGER NOT NULL DEFAULT 0
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX kept_by_core ON kept_objects (core);
     CREATE INDEX kept_not_durable ON kept_objects (is_durable) WHERE is_durable = 0;`,
    `CREATE TABLE public_places (object BLOB PRIMARY KEY, core BLOB NOT NULL, start INTEGER NOT NULL) STRICT, WITHOUT ROWID;`,
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
export interface Place {
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

interface OwnRow {
  [column: string]: Uint8Array | number
  object: Uint8Array
  ref: Uint8Array
  header: Uint8Array
  bytes: number
}

const OWN_ROWS = 'SELECT object, ref, header, bytes FROM own_objects'

function toOwnObject({ object, ref, header, bytes }: OwnRow): OwnObject {
  return { object, ref: decodeRef(ref), header: decodeHeader(header), bytes }
}

/** Cores of many small objects: those of named readers, and those of anyone. */
export type ObjectsKind = 'objects' | 'public-objects'

const FETCH_AT_ONCE = 16
/** What is read as a whole is held in memory: more than any letter, far less than a hostile ref may claim. */
export const MAX_CHUNKS_AT_ONCE = 512

interface Options {
  ledger: Ledger
  ownCores: OwnCores
  foreignCores: ForeignCores
  author: { person: Uint8Array; device: Uint8Array }
}

export class ObjectStore {
  readonly #ledger: Ledger
  readonly #ownCores: OwnCores
  readonly #foreignCores: ForeignCores
  readonly #author: { person: Uint8Array; device: Uint8Array }

  constructor(options: Options) {
    this.#ledger = options.ledger
    this.#ownCores = options.ownCores
    this.#foreignCores = options.foreignCores
    this.#author = options.author
  }

  /** Seals under a fresh content key. What does not fit one block is written to its own core and flushed before this resolves. */
  async prepare(header: ObjectHeader, body: Uint8Array): Promise<PreparedObject> {
    const sealed = sealObject(this.#author, encodeObject(header, body))
    const whole = sealed.blocks.length === 1 ? null : await this.#ownCores.whole.write(sealed.blocks)
    const bytes = sealed.blocks.reduce((sum, block) => sum + block.byteLength, 0)
    return {
      object: objectId({ ...sealed, ...this.#author }),
      header,
      contentKey: sealed.contentKey,
      bytes,
      sealed,
      whole,
    }
  }

  /** It was not placed after all: what was written of it for that is removed. */
  async discard({ whole }: PreparedObject): Promise<void> {
    if (whole !== null) await this.#ownCores.whole.discard(whole.core)
  }

  /** Gives the object its place, in the transaction that makes it count; what is public lies apart from the rest. */
  place(tx: Transaction, prepared: PreparedObject, kind: ObjectsKind = 'objects'): Ref {
    const { core, start } = this.#reserve(tx, prepared, kind)
    const { cipherRoot, keyCommit, chunkCount } = prepared.sealed
    const ref: Ref = { cipherRoot, keyCommit, ...this.#author, core, start, chunkCount }
    const { object, header, bytes } = prepared
    tx.run(
      'INSERT INTO own_objects VALUES (?, ?, ?, ?, ?, ?, ?)',
      ...[object, encodeRef(ref), core, start, encodeHeader(header), bytes, header.at],
    )
    return ref
  }

  /** The same sealed block in another core, because its own froze before it stood there. Null when nothing lay in that place. */
  moveOwn(
    tx: Transaction,
    from: { core: Uint8Array; start: number },
    block: Uint8Array,
    kind: ObjectsKind = 'objects',
  ): Uint8Array | null {
    const row = tx.get<{ object: Uint8Array; ref: Uint8Array }>(
      'SELECT object, ref FROM own_objects WHERE core = ? AND start = ?',
      from.core,
      from.start,
    )
    if (row === undefined) return this.#movePublic(tx, from, block)
    const core = this.#ownCores.current(tx, kind)
    const start = this.#ownCores.append(tx, core, () => block)
    const ref = encodeRef({ ...decodeRef(row.ref), core, start })
    tx.run(
      'UPDATE own_objects SET ref = ?, core = ?, start = ? WHERE object = ?',
      ref,
      core,
      start,
      row.object,
    )
    return row.object
  }

  /** A block that was written once more for anyone. */
  #movePublic(
    tx: Transaction,
    from: { core: Uint8Array; start: number },
    block: Uint8Array,
  ): Uint8Array | null {
    const row = tx.get<{ object: Uint8Array }>(
      'SELECT object FROM public_places WHERE core = ? AND start = ?',
      from.core,
      from.start,
    )
    if (row === undefined) return null
    this.#placePublic(tx, row.object, block)
    return row.object
  }

  #placePublic(tx: Transaction, object: Uint8Array, block: Uint8Array): void {
    const core = this.#ownCores.current(tx, 'public-objects')
    const start = this.#ownCores.append(tx, core, () => block)
    tx.run('INSERT OR REPLACE INTO public_places VALUES (?, ?, ?)', object, core, start)
  }

  /**
   * An own object that anyone is to read from now on: what lies among objects of others is written once more, the very same sealed block,
   * into the public core; what has a core of its own is not copied. `block` is its only block, from `readBlocks`. What belongs to it
   * follows it there, place by place.
   */
  publish(
    tx: Transaction,
    object: Uint8Array,
    block: Uint8Array,
    behind: readonly PublishedBlock[] = [],
  ): void {
    const own = this.findOwn(tx, object)
    if (own === null || own.ref.chunkCount > 1 || this.findPublicRef(tx, object) !== null) return
    for (const one of [{ object, block }, ...behind]) this.#placePublic(tx, one.object, one.block)
  }

  /** Where anyone finds an own object, if it is public; the same name, another place. */
  findPublicRef(reader: Reader, object: Uint8Array): Ref | null {
    const own = this.findOwn(reader, object)
    if (own === null) return null
    const place = reader.get<{ core: Uint8Array; start: number }>(
      'SELECT core, start FROM public_places WHERE object = ?',
      object,
    )
    if (place !== undefined) return { ...own.ref, ...place }
    return own.ref.chunkCount > 1 || own.header.madeFor.kind === 'public' ? own.ref : null
  }

  #reserve(
    tx: Transaction,
    prepared: PreparedObject,
    kind: ObjectsKind,
  ): { core: Uint8Array; start: number } {
    if (prepared.whole !== null) {
      this.#ownCores.whole.complete(tx, prepared.whole.core, prepared.whole.length)
      return { core: prepared.whole.core, start: 0 }
    }
    const core = this.#ownCores.current(tx, kind)
    return { core, start: this.#ownCores.append(tx, core, () => prepared.sealed.blocks[0]!) }
  }

  /** One of this device's own objects. */
  findOwn(reader: Reader, object: Uint8Array): { ref: Ref; header: ObjectHeader; bytes: number } | null {
    const row = reader.get<{ ref: Uint8Array; header: Uint8Array; bytes: number }>(
      'SELECT ref, header, bytes FROM own_objects WHERE object = ?',
      object,
    )
    return row === undefined
      ? null
      : { ref: decodeRef(row.ref), header: decodeHeader(row.header), bytes: row.bytes }
  }

  /** It has no place here any more. Gives every place it had, for whoever clears them. */
  removeOwn(tx: Transaction, object: Uint8Array): Place[] {
    const own = this.findOwn(tx, object)
    if (own === null) return []
    const copy = tx.get<{ core: Uint8Array; start: number }>(
      'SELECT core, start FROM public_places WHERE object = ?',
      object,
    )
    tx.run('DELETE FROM own_objects WHERE object = ?', object)
    tx.run('DELETE FROM public_places WHERE object = ?', object)
    const { ref, bytes } = own
    const place = { core: ref.core, start: ref.start, end: ref.start + blockCountOf(ref.chunkCount), bytes }
    return copy === undefined ? [place] : [place, { ...copy, end: copy.start + 1, bytes }]
  }

  /** Refs of own objects whose text begins so: of those that no list of letters has. */
  listBeginning(reader: Reader, tail: string): Ref[] {
    const rows = reader.all<{ ref: Uint8Array }>('SELECT ref FROM own_objects')
    return rows.map(({ ref }) => decodeRef(ref)).filter((ref) => refTail(formatRef(ref)).startsWith(tail))
  }

  /** Own objects that name this one among their links, as far as their headers tell; in the order of their times. */
  listNaming(reader: Reader, { cipherRoot }: Pick<Ref, 'cipherRoot'>): OwnObject[] {
    const rows = reader.all<OwnRow>(`${OWN_ROWS} WHERE instr(header, ?) > 0 ORDER BY at`, cipherRoot)
    return rows.map(toOwnObject)
  }

  /** Own objects in the order of their ids: the next page is `after` the last one. */
  listOwn(reader: Reader, after: Uint8Array, limit: number): OwnObject[] {
    return reader
      .all<OwnRow>(`${OWN_ROWS} WHERE object > ? ORDER BY object LIMIT ?`, after, limit)
      .map(toOwnObject)
  }

  /** Objects of others that are kept, in the order of their ids. */
  listKept(reader: Reader, after: Uint8Array, limit: number): { object: Uint8Array; ref: Ref }[] {
    const sql = 'SELECT object, ref FROM kept_objects WHERE object > ? ORDER BY object LIMIT ?'
    const rows = reader.all<{ object: Uint8Array; ref: Uint8Array }>(sql, after, limit)
    return rows.map(({ object, ref }) => ({ object, ref: decodeRef(ref) }))
  }

  /** An object of somebody else that this person has opened and holds the key of. */
  findKept(reader: Reader, object: Uint8Array): KeptObject | null {
    const row = reader.get<{ ref: Uint8Array; content_key: Uint8Array; header: Uint8Array; at: number }>(
      'SELECT ref, content_key, header, at FROM kept_objects WHERE object = ?',
      object,
    )
    if (row === undefined) return null
    return {
      ref: decodeRef(row.ref),
      contentKey: row.content_key,
      header: decodeHeader(row.header),
      at: row.at,
    }
  }

  /** From here on this reader's for good: the key in the ledger, the blocks in the core. */
  keep(tx: Transaction, ref: Ref, contentKey: Uint8Array, header: ObjectHeader, at: number): void {
    tx.run(
      'INSERT OR IGNORE INTO kept_objects (object, ref, core, content_key, header, at) VALUES (?, ?, ?, ?, ?, ?)',
      ...[objectId(ref), encodeRef(ref), ref.core, contentKey, encodeHeader(header), at],
    )
  }

  /** Whether something kept from this core was made for this group. */
  isKeptForGroup(reader: Reader, core: Uint8Array, group: Uint8Array): boolean {
    const rows = reader.all<{ header: Uint8Array }>('SELECT header FROM kept_objects WHERE core = ?', core)
    return rows.some(({ header }) => {
      const { madeFor } = decodeHeader(header)
      return madeFor.kind === 'group' && equalBytes(madeFor.group, group)
    })
  }

  /** Whether something kept from this core was written by `person` or went to them too: nobody else is given its blocks here. */
  isKeptFor(reader: Reader, core: Uint8Array, person: Uint8Array): boolean {
    const rows = reader.all<{ ref: Uint8Array; header: Uint8Array }>(
      'SELECT ref, header FROM kept_objects WHERE core = ?',
      core,
    )
    const isOne = (other: Uint8Array): boolean => equalBytes(other, person)
    return rows.some(({ ref, header }) => isOne(decodeRef(ref).person) || decodeHeader(header).to.some(isOne))
  }

  /** Syncs fetched blocks and answers which kept objects became durable by that. */
  async makeKeptDurable(): Promise<Uint8Array[]> {
    const rows = this.#ledger.all<{ object: Uint8Array }>(
      'SELECT object FROM kept_objects WHERE is_durable = 0',
    )
    if (rows.length === 0) return []
    await this.#foreignCores.flush()
    return rows.map(({ object }) => object)
  }

  /** Its author is to be told once more that it is kept. */
  forgetDurable(tx: Transaction, object: Uint8Array): void {
    tx.run('UPDATE kept_objects SET is_durable = 0 WHERE object = ?', object)
  }

  markDurable(tx: Transaction, object: Uint8Array): void {
    tx.run('UPDATE kept_objects SET is_durable = 1 WHERE object = ?', object)
  }

  /** All blocks of an object, or null when some could not be fetched within `timeoutMs` without progress. @throws ALTERED, TOO_LARGE */
  async readBlocks(ref: Ref, timeoutMs: number): Promise<Uint8Array[] | null> {
    if (ref.chunkCount > MAX_CHUNKS_AT_ONCE)
      throw new EngineError('TOO_LARGE', 'This is too large to be read as a whole.')
    // The first block alone: with it comes the signed tree, which tells how long the others are before any is fetched.
    const first = await this.readFirst(ref, timeoutMs)
    if (first === null) return null
    const count = blockCountOf(ref.chunkCount)
    const blocks = [first]
    for (let next = 1; next < count; next += FETCH_AT_ONCE) {
      const some = Array.from({ length: Math.min(FETCH_AT_ONCE, count - next) }, (_, i) => next + i)
      for (const block of await Promise.all(some.map((number) => this.readBlock(ref, number, timeoutMs)))) {
        if (block === null) return null
        blocks.push(block)
      }
    }
    return blocks
  }

  /** A block of it with the proof that it stands in its author's core; null when one of both is not here. @throws DAMAGED */
  prove(ref: Ref, number = 0): Promise<ProvenBlock | null> {
    const cores = this.#ownCores.isOwn(ref.core) ? this.#ownCores : this.#foreignCores
    return cores.prove(ref.core, ref.start + number)
  }

  /** What its author's device signed of the core in which it lies, as far as it is known here. @throws DAMAGED */
  readSigned(ref: Ref): Promise<SignedCore | null> {
    const cores = this.#ownCores.isOwn(ref.core) ? this.#ownCores : this.#foreignCores
    return cores.readSigned(ref.core)
  }

  /** Whether all of it is here, and nothing would have to be fetched. */
  async isWhole(ref: Ref): Promise<boolean> {
    if (this.#ownCores.isOwn(ref.core)) return true
    return this.#foreignCores.hasAll(ref.core, ref.start, ref.start + blockCountOf(ref.chunkCount))
  }

  /** Its first block, if that and the core are its author's and the core is no longer than it may be. @throws ALTERED */
  async readFirst(ref: Ref, timeoutMs: number): Promise<Uint8Array | null> {
    const first = await this.readBlock(ref, 0, timeoutMs)
    if (first === null) return null
    await this.#checkOrigin(ref, first)
    const count = blockCountOf(ref.chunkCount)
    // What is here already cost what it cost.
    if (count > 1 && timeoutMs > 0) await this.#checkLength(ref, count, timeoutMs)
    return first
  }

  /** What has several blocks lies in a core of its own, whose bytes are no more than that many blocks can have. */
  async #checkLength(ref: Ref, count: number, timeoutMs: number): Promise<void> {
    if (this.#ownCores.isOwn(ref.core)) return
    const isWithin = await this.#foreignCores.endsWithin(ref.core, count, count * MAX_BLOCK_BYTES, timeoutMs)
    if (ref.start !== 0 || isWithin === false) throw altered('it is larger than its blocks may be')
  }

  /** One of its blocks by number, or null when it was not to be had in time. @throws ALTERED when it is larger than any block may be */
  async readBlock(ref: Ref, number: number, timeoutMs: number): Promise<Uint8Array | null> {
    const position = ref.start + number
    if (this.#ownCores.isOwn(ref.core)) return this.#ownCores.read(ref.core, position)
    const block =
      findRescuedBlock(this.#ledger, ref.core, position) ??
      (await this.#foreignCores.fetch(ref.core, position, timeoutMs))
    if (block !== null && block.byteLength > MAX_BLOCK_BYTES)
      throw altered('a block is larger than any block may be')
    return block
  }

  /** Nobody can announce another's object as their own: core, prefix and ref must name the same author. */
  async #checkOrigin(ref: Ref, firstBlock: Uint8Array): Promise<void> {
    const prefix = readPrefixOrNull(firstBlock)
    if (prefix === null) throw altered('the clear prefix is malformed')
    const names = concatBytes(prefix.person, prefix.device)
    if (Buffer.compare(names, concatBytes(ref.person, ref.device)) !== 0)
      throw altered('the prefix names another author')
    if (!this.#ownCores.isOwn(ref.core)) await this.checkPlace(ref)
  }

  /**
   * Before a core is put on anybody's wire for what a ref says: it is not one of ours, and not one that another device is known to sign.
   * @throws ALTERED
   */
  async checkPlace(ref: Pick<Ref, 'core' | 'device'>): Promise<void> {
    if (this.#ownCores.isOwn(ref.core)) throw altered('its place is a core of ours')
    const core = await this.#foreignCores.take(ref.core)
    if (core.manifest !== null && !isSignedByDevice(core.manifest, ref.device))
      throw altered('the core is another device’s')
  }

  /** The object, if blocks and key are exactly what the ref names. @throws ALTERED with the evidence in details */
  open(ref: Ref, blocks: Uint8Array[], contentKey: Uint8Array): OpenedObject {
    const { cipherRoot, keyCommit, chunkCount } = ref
    const plaintext = openObject({ blocks, chunkCount, cipherRoot, keyCommit, contentKey })
    try {
      return decodeObject(plaintext)
    } catch (cause) {
      throw altered('the sealed plaintext is no object', cause)
    }
  }
}

function readPrefixOrNull(block: Uint8Array): ReturnType<typeof readPrefix> | null {
  try {
    return readPrefix(block)
  } catch (error) {
    if (error instanceof MalformedRecord) return null
    throw error
  }
}

function altered(evidence: string, cause?: unknown): EngineError {
  return new EngineError('ALTERED', 'This is not what the author announced.', {
    details: { evidence },
    cause,
  })
}
