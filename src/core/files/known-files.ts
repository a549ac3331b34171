// Deduplicates own files. A keyed hash, which only this device can compute, finds a content that is
// stored already. The file then gets another name instead of a second copy.
// Part of "store", for files: the last step of every way to add one.
import { grantObject } from '../access/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { DeliveryParts } from '../delivery/index.ts'
import { deriveKey, KeyedHasher } from '../seal/index.ts'
import type { FileFacts, ObjectHeader, PreparedObject } from '../store/index.ts'
import { findSameContent, keepOwnFile, type OwnFile } from './own-files.ts'

export type KnownFilesParts = Pick<DeliveryParts, 'ledger' | 'identity' | 'store' | 'clock'>

/** A file before it is stored: its header and its facts. */
export interface Described {
  header: ObjectHeader
  facts: FileFacts
  /** False for a copy that is only given to others, and for a part of a mail. */
  isListed: boolean
  /** True if it comes from a server at its own pace: no other file waits for it, and no job is shown. */
  isSlow: boolean
}

export interface Added {
  file: OwnFile
  /** True if the content was stored before; no second copy was made. */
  isKnown: boolean
}

/** A file's content by its size in bytes and its keyed hash. */
export interface Content {
  size: number
  hash: Uint8Array
}

export class KnownFiles {
  /** The key of the content hashes. The hashes are persisted, so do not change them. */
  readonly hashKey: Uint8Array
  readonly #parts: KnownFilesParts

  constructor(parts: KnownFilesParts) {
    this.#parts = parts
    this.hashKey = deriveKey('fumikura/file-content/1', parts.identity.device.secretKey)
  }

  createHasher(): KeyedHasher {
    return new KeyedHasher(this.hashKey)
  }

  /** Adds this name to a content that is stored already. Null if the content is not here. */
  async keepKnown(described: Described, content: Content): Promise<Added | null> {
    const { ledger } = this.#parts
    if (findSameContent(ledger, content.size, content.hash) === null) return null
    return ledger.write((tx) => this.#nameKnown(tx, described, content))
  }

  /**
   * Adds a sealed object to the own files, unless the same content was added by another call
   * meanwhile.
   */
  keep(tx: Transaction, prepared: PreparedObject, described: Described, content: Content): Added {
    const known = this.#nameKnown(tx, described, content)
    if (known !== null) return known
    const { object, contentKey, header } = prepared
    this.#parts.store.addOwn(tx, prepared)
    grantObject(tx, { objectId: object, contentKey, mode: 'controlled', grants: [], at: header.at })
    const { facts, isListed } = described
    const { title: name, type, at: addedAt } = header
    const file = { object, name, size: content.size, type, addedAt, facts }
    return { file: keepOwnFile(tx, file, content.hash, isListed), isKnown: false }
  }

  #nameKnown(tx: Transaction, { header, isListed }: Described, { size, hash }: Content): Added | null {
    const same = findSameContent(tx, size, hash)
    if (same === null) return null
    const entry = { ...same, name: header.title, addedAt: this.#parts.clock.now() }
    return { file: keepOwnFile(tx, entry, hash, isListed), isKnown: true }
  }
}
