// Objects of others that this person has opened: the key in the ledger, the blocks in the cores of
// their authors. The reference step keeps them permanently.
import type { ForeignCores } from '../cores/index.ts'
import type { Ledger, Rows, Transaction } from '../ledger/index.ts'
import { holderKeyOf, holderTagOf } from './holder-key.ts'
import { ObjectBlocks, type BlockParts } from './object-blocks.ts'
import { headerForm, type ObjectHeader } from './object-header.ts'
import { SELECT_KEPT, type KeptObject, type KeptRow, type ToldObject } from './object-row.ts'
import { refForm, objectId, type Ref } from './ref.ts'

export interface StoreParts extends BlockParts {
  /** Returns what the notice of an object says whose words it contains; null if there is none. */
  findTold: (rows: Rows, object: Uint8Array) => ToldObject | null
  author: { person: Uint8Array; device: Uint8Array }
}

export class KeptObjects extends ObjectBlocks {
  readonly #ledger: Ledger
  readonly #foreignCores: ForeignCores
  readonly #findTold: StoreParts['findTold']
  readonly #author: StoreParts['author']

  constructor(parts: StoreParts) {
    super(parts)
    this.#ledger = parts.ledger
    this.#foreignCores = parts.foreignCores
    this.#findTold = parts.findTold
    this.#author = parts.author
  }

  /** Lists kept objects of other authors, in the order of their ids. */
  listKept(rows: Rows, after: Uint8Array, limit: number): (KeptObject & { object: Uint8Array })[] {
    return rows
      .all<KeptRow>(`${SELECT_KEPT} WHERE object > ? ORDER BY object LIMIT ?`, after, limit)
      .flatMap((row) => {
        const kept = this.#toKept(rows, row)
        return kept === null ? [] : [{ ...kept, object: row.object }]
      })
  }

  /** Returns an object of another author that this person has opened, with its key. */
  findKept(rows: Rows, object: Uint8Array): KeptObject | null {
    const row = rows.get<KeptRow>(`${SELECT_KEPT} WHERE object = ?`, object)
    return row === undefined ? null : this.#toKept(rows, row)
  }

  #toKept(rows: Rows, { object, ref, header, contentKey, at }: KeptRow): KeptObject | null {
    if (ref !== null && header !== null)
      return { ref: refForm.decode(ref), header: headerForm.decode(header), contentKey, at }
    const told = this.#findTold(rows, object)
    return told === null ? null : { ...told, contentKey, at }
  }

  /**
   * Keeps a foreign object permanently: the key in the ledger, the blocks in the core.
   * `isDurable`: the caller has synced the blocks, and the author need not be informed.
   */
  keep(
    tx: Transaction,
    ref: Ref,
    kept: { contentKey: Uint8Array; header: ObjectHeader; at: number; isDurable?: boolean },
  ): void {
    const { contentKey, header, at, isDurable = false } = kept
    const object = objectId(ref)
    const tag = holderTagOf(holderKeyOf(contentKey, object, this.#author.person))
    tx.run(
      `INSERT OR IGNORE INTO kept_objects (object, ref, core, content_key, header, at, is_durable, holder_tag)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[
        object,
        refForm.encode(ref),
        ref.core,
        contentKey,
        headerForm.encode(header),
        at,
        Number(isDurable),
        tag,
      ],
    )
    this.keepAudiences(tx, ref.core, ref.person, header)
  }

  /** Keeps an object whose notice contains its words: only its key is not said there. */
  keepTold(
    tx: Transaction,
    object: Uint8Array,
    { contentKey, at }: { contentKey: Uint8Array; at: number },
  ): void {
    tx.run(
      'INSERT OR IGNORE INTO kept_objects (object, content_key, at, is_durable) VALUES (?, ?, ?, 1)',
      ...[object, contentKey, at],
    )
  }

  /**
   * Records that a kept object in this core was written by `author` for the audiences that the
   * header names.
   */
  keepAudiences(tx: Transaction, core: Uint8Array, author: Uint8Array, { to, madeFor }: ObjectHeader): void {
    const group = 'group' in madeFor ? [madeFor.group] : []
    for (const audience of [author, ...to, ...group])
      tx.run('INSERT OR IGNORE INTO kept_audiences VALUES (?, ?)', core, audience)
  }

  /**
   * True if a kept object in this core was written by this person, or was for this person or group.
   * Only these get its blocks.
   */
  isKeptFor(rows: Rows, core: Uint8Array, audience: Uint8Array): boolean {
    const sql = 'SELECT 1 FROM kept_audiences WHERE core = ? AND audience = ?'
    return rows.get(sql, core, audience) !== undefined
  }

  /**
   * Returns a kept object of another author, by the tag that only holders of its key can compute.
   */
  findByHolderTag(rows: Rows, tag: Uint8Array): { core: Uint8Array; holderKey: Uint8Array } | null {
    const row = rows.get<{ object: Uint8Array; core: Uint8Array; contentKey: Uint8Array }>(
      'SELECT object, core, content_key AS contentKey FROM kept_objects WHERE holder_tag = ? LIMIT 1',
      tag,
    )
    if (row === undefined) return null
    return { core: row.core, holderKey: holderKeyOf(row.contentKey, row.object, this.#author.person) }
  }

  /** Syncs fetched blocks to disk. Returns the kept objects that became durable by this. */
  async makeKeptDurable(): Promise<Uint8Array[]> {
    const rows = this.#ledger.all<{ object: Uint8Array }>(
      'SELECT object FROM kept_objects WHERE is_durable = 0',
    )
    if (rows.length === 0) return []
    await this.#foreignCores.flush()
    return rows.map(({ object }) => object)
  }

  markDurable(tx: Transaction, object: Uint8Array): void {
    tx.run('UPDATE kept_objects SET is_durable = 1 WHERE object = ?', object)
  }
}
