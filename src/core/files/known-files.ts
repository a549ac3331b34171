// What was stored before is found by a keyed hash of its content, which only this device can make, and is given another name instead of a
// second place. Part of "store", for files; the last step of every way in.
import { grantObject } from '../access/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { DeliveryParts } from '../delivery/index.ts'
import { deriveKey, KeyedHasher } from '../seal/index.ts'
import type { FileFacts, ObjectHeader, PreparedObject } from '../store/index.ts'
import { findSameContent, keepOwnFile, type OwnFile } from './own-files.ts'

export type KnownFilesParts = Pick<DeliveryParts, 'ledger' | 'identity' | 'store' | 'clock'>

/** What is to be stored, before it is: its header, and what it says of itself. */
export interface Described {
  header: ObjectHeader
  facts: FileFacts
  /** False for a copy that only others are given. */
  isListed: boolean
}

export interface Added {
  file: OwnFile
  /** Its content was here before, and was stored no second time. */
  isKnown: boolean
}

/** A file's content by its size in bytes and its keyed hash. */
export interface Content {
  size: number
  hash: Uint8Array
}

export class KnownFiles {
  /** What a content is hashed under. Persisted by its results: do not change. */
  readonly hashKey: Uint8Array
  readonly #parts: KnownFilesParts

  constructor(parts: KnownFilesParts) {
    this.#parts = parts
    this.hashKey = deriveKey('fumikura/file-content/1', parts.identity.device.secretKey)
  }

  createHasher(): KeyedHasher {
    return new KeyedHasher(this.hashKey)
  }

  /** The same content under this name, stored no second time; null when it is not here. */
  async keepKnown(described: Described, content: Content): Promise<Added | null> {
    const { ledger } = this.#parts
    if (findSameContent(ledger, content.size, content.hash) === null) return null
    return ledger.write((tx) => this.#nameKnown(tx, described, content))
  }

  /** An object that was written is mine from here on, unless the same content came in by another way meanwhile. */
  place(tx: Transaction, prepared: PreparedObject, described: Described, content: Content): Added {
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
