// store: to send is to store. It seals the objects of this device once, and reads the objects of
// everyone.
// Own blocks are written to the ledger first, then to the core. Foreign blocks are fetched when a
// reader opens the object.
import { equalBytes } from '../base/index.ts'
import type { CarriedBlocks, OwnCores } from '../cores/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { blockCountOf, sealObject } from '../seal/index.ts'
import { KeptObjects, type StoreParts } from './kept-objects.ts'
import { headerForm, encodeObject, type ObjectHeader } from './object-header.ts'
import {
  SELECT_OWN,
  toOwnObject,
  type OwnObject,
  type OwnRow,
  type BlockRange,
  type PreparedObject,
  type PublishedBlock,
} from './object-row.ts'
import { refForm, formatRef, objectId, refTail, type Ref } from './ref.ts'
import { isPublished } from './audience.ts'

/** Cores that hold many small objects: one for named readers, one for anyone. */
type ObjectsKind = 'objects' | 'public-objects'

const OWN_COLUMNS = '(object, ref, core, start, header, bytes, at) VALUES (?, ?, ?, ?, ?, ?, ?)'

export class ObjectStore extends KeptObjects {
  readonly #ownCores: OwnCores
  readonly #author: StoreParts['author']

  constructor(parts: StoreParts) {
    super(parts)
    this.#ownCores = parts.ownCores
    this.#author = parts.author
  }

  /**
   * Seals an object under a new content key. An object of several blocks is written to its own core
   * and flushed before this resolves.
   */
  async prepare(header: ObjectHeader, body: Uint8Array): Promise<PreparedObject> {
    const sealed = await sealObject(this.#author, encodeObject(header, body))
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

  /**
   * All blocks of an own object with their proofs, for a reader who knows its core at this length.
   * Null if the object is not in that core, or has more than `maxBytes`, or a block is missing.
   * @throws DAMAGED
   */
  async carryOwn(
    rows: Rows,
    object: Uint8Array,
    known: { core: Uint8Array; fork: number; length: number },
    maxBytes: number,
  ): Promise<CarriedBlocks | null> {
    const own = this.findOwn(rows, object)
    const { core, fork, length } = known
    if (own === null || own.bytes > maxBytes || !equalBytes(own.ref.core, core)) return null
    if (!this.#ownCores.isOwn(core)) return null
    return this.#ownCores.carry(core, { fork, length, positions: positionsOf(own.ref), maxBytes })
  }

  /** Removes what `prepare` wrote, for an object that was not added. */
  async discard({ whole }: PreparedObject): Promise<void> {
    if (whole !== null) await this.#ownCores.whole.discard(whole.core)
  }

  /**
   * Adds the object to a core, in the transaction that makes it valid. Public objects have a core
   * of their own.
   */
  addOwn(tx: Transaction, prepared: PreparedObject, kind: ObjectsKind = 'objects'): Ref {
    const { core, start } = this.#reserve(tx, prepared, kind)
    const { cipherRoot, keyCommit, chunkCount } = prepared.sealed
    const ref: Ref = { cipherRoot, keyCommit, ...this.#author, core, start, chunkCount }
    const { object, header, bytes } = prepared
    tx.run(
      `INSERT INTO own_objects ${OWN_COLUMNS}`,
      ...[object, refForm.encode(ref), core, start, headerForm.encode(header), bytes, header.at],
    )
    return ref
  }

  /**
   * Adds an object of a lost device of this person, by what its notice says of it. Nobody here has its
   * key.
   */
  addFormer(tx: Transaction, { object, ref, header, bytes }: OwnObject): void {
    tx.run(
      `INSERT OR IGNORE INTO own_objects ${OWN_COLUMNS}`,
      ...[object, refForm.encode(ref), ref.core, ref.start, headerForm.encode(header), bytes, header.at],
    )
  }

  /**
   * Appends a sealed block to another core, because its own core froze before it stored the block.
   * Returns null if no own object was at that position.
   */
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
    if (row === undefined) return this.#movePublicCopy(tx, from, block)
    const core = this.#ownCores.current(tx, kind)
    const start = this.#ownCores.append(tx, core, () => block)
    const ref = refForm.encode({ ...refForm.decode(row.ref), core, start })
    tx.run(
      'UPDATE own_objects SET ref = ?, core = ?, start = ? WHERE object = ?',
      ref,
      core,
      start,
      row.object,
    )
    return row.object
  }

  /** Moves a copy in the public core. */
  #movePublicCopy(
    tx: Transaction,
    from: { core: Uint8Array; start: number },
    block: Uint8Array,
  ): Uint8Array | null {
    const row = tx.get<{ object: Uint8Array }>(
      'SELECT object FROM public_copies WHERE core = ? AND start = ?',
      from.core,
      from.start,
    )
    if (row === undefined) return null
    this.#appendPublicCopy(tx, row.object, block)
    return row.object
  }

  #appendPublicCopy(tx: Transaction, object: Uint8Array, block: Uint8Array): void {
    const core = this.#ownCores.current(tx, 'public-objects')
    const start = this.#ownCores.append(tx, core, () => block)
    tx.run('INSERT OR REPLACE INTO public_copies VALUES (?, ?, ?)', object, core, start)
  }

  /**
   * Makes an own object readable by anyone. An object in a core with other objects is copied to the
   * public core, as the identical sealed block; an object with its own core is not copied.
   * @param block its only block, from `readBlocks`
   * @param behind blocks that belong to it; they are copied right behind it, in this order
   */
  publish(
    tx: Transaction,
    object: Uint8Array,
    block: Uint8Array,
    behind: readonly PublishedBlock[] = [],
  ): void {
    const own = this.findOwn(tx, object)
    if (own === null || own.ref.chunkCount > 1 || this.findPublicRef(tx, object) !== null) return
    for (const one of [{ object, block }, ...behind]) this.#appendPublicCopy(tx, one.object, one.block)
  }

  /**
   * Returns the ref by which anyone finds a public own object; null if it is not public. It names
   * the same object, with another core and start.
   */
  findPublicRef(rows: Rows, object: Uint8Array): Ref | null {
    const own = this.findOwn(rows, object)
    if (own === null) return null
    const place = rows.get<{ core: Uint8Array; start: number }>(
      'SELECT core, start FROM public_copies WHERE object = ?',
      object,
    )
    if (place !== undefined) return { ...own.ref, ...place }
    return own.ref.chunkCount > 1 || isPublished(own.header.madeFor) ? own.ref : null
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

  /** Returns an own object; null if there is none. */
  findOwn(rows: Rows, object: Uint8Array): { ref: Ref; header: ObjectHeader; bytes: number } | null {
    const row = rows.get<{ ref: Uint8Array; header: Uint8Array; bytes: number }>(
      'SELECT ref, header, bytes FROM own_objects WHERE object = ?',
      object,
    )
    return row === undefined
      ? null
      : { ref: refForm.decode(row.ref), header: headerForm.decode(row.header), bytes: row.bytes }
  }

  /** Removes an own object. Returns the ranges of its blocks, which the caller clears. */
  removeOwn(tx: Transaction, object: Uint8Array): BlockRange[] {
    const own = this.findOwn(tx, object)
    if (own === null) return []
    const copy = tx.get<{ core: Uint8Array; start: number }>(
      'SELECT core, start FROM public_copies WHERE object = ?',
      object,
    )
    tx.run('DELETE FROM own_objects WHERE object = ?', object)
    tx.run('DELETE FROM public_copies WHERE object = ?', object)
    const { ref, bytes } = own
    const place = { core: ref.core, start: ref.start, end: ref.start + blockCountOf(ref.chunkCount), bytes }
    return copy === undefined ? [place] : [place, { ...copy, end: copy.start + 1, bytes }]
  }

  /**
   * Refs of own objects whose text begins like this. For objects that are in no list of letters.
   */
  listByRefStart(rows: Rows, tail: string): Ref[] {
    const found = rows.all<{ ref: Uint8Array }>('SELECT ref FROM own_objects')
    return found
      .map(({ ref }) => refForm.decode(ref))
      .filter((ref) => refTail(formatRef(ref)).startsWith(tail))
  }

  /** Lists own objects whose header has a link to this one, the oldest first. */
  listLinkingTo(rows: Rows, { cipherRoot }: Pick<Ref, 'cipherRoot'>): OwnObject[] {
    const found = rows.all<OwnRow>(`${SELECT_OWN} WHERE instr(header, ?) > 0 ORDER BY at`, cipherRoot)
    return found.map(toOwnObject)
  }

  /**
   * Lists own objects in the order of their ids. Pass the last id as `after` to get the next page.
   */
  listOwn(rows: Rows, after: Uint8Array, limit: number): OwnObject[] {
    return rows
      .all<OwnRow>(`${SELECT_OWN} WHERE object > ? ORDER BY object LIMIT ?`, after, limit)
      .map(toOwnObject)
  }

  /** True if an object and its key are stored here, whether it is own or foreign. */
  isHere(rows: Rows, object: Uint8Array): boolean {
    return (
      rows.get('SELECT 1 FROM own_objects WHERE object = ?', object) !== undefined ||
      rows.get('SELECT 1 FROM kept_objects WHERE object = ?', object) !== undefined
    )
  }
}

/** The positions of the blocks of an object in its core. */
export function positionsOf({ start, chunkCount }: Pick<Ref, 'start' | 'chunkCount'>): number[] {
  return Array.from({ length: blockCountOf(chunkCount) }, (_, nth) => start + nth)
}
