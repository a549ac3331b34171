// A ref: the name of an object, with hints where it lies. It says which text, never what is in it.
// Links, notices and `fumikura://ref/…` all carry this; knowing one is the right to fetch ciphertext, not to read.
import { closedRecord, decodeRecord, encodeRecord, key32, parseText, toText, uint } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import {
  blockCountOf,
  CHUNK_BYTES,
  hash,
  MAX_BLOCK_BYTES,
  MAX_CHUNKS,
  MAX_NODE_BYTES,
} from '../seal/index.ts'

export interface Ref {
  /** Root of the hash tree over the ciphertext. */
  cipherRoot: Uint8Array
  /** Commitment to the content key, so that one ciphertext cannot be opened to two texts. */
  keyCommit: Uint8Array
  /** Hints, believed only as far as the object's clear prefix confirms them. */
  person: Uint8Array
  device: Uint8Array
  core: Uint8Array
  start: number
  /** Chunk blocks; the inner nodes of the hash tree follow them. */
  chunkCount: number
}

/** What of a ref is not a hint. */
export type ObjectName = Pick<Ref, 'cipherRoot' | 'keyCommit' | 'person' | 'device'>

const PREFIX = 'fumikura://ref/'

/** Persisted and sent. It has no extensions: what it names is hashed field by field, and the rest are hints. */
export const refEncoding = closedRecord('ref', {
  cipherRoot: key32,
  keyCommit: key32,
  person: key32,
  device: key32,
  core: key32,
  start: uint,
  chunkCount: uint,
})

/**
 * The 32 bytes that name an object in tables and records. Its author is part of the name: the same ciphertext announced under
 * another person is another object, and opens for nobody, because its clear prefix names the author.
 */
export function objectId({ cipherRoot, keyCommit, person, device }: ObjectName): Uint8Array {
  return hash('fumikura/object/1', cipherRoot, keyCommit, person, device)
}

/** Whether an object of so many chunks can have so many bytes, all blocks together: a notice must not promise less than is fetched. */
export function isPossibleSize(chunkCount: number, bytes: number): boolean {
  if (!Number.isInteger(chunkCount) || chunkCount < 1 || chunkCount > MAX_CHUNKS) return false
  const nodeBytes = (blockCountOf(chunkCount) - chunkCount) * MAX_NODE_BYTES
  return bytes > (chunkCount - 1) * CHUNK_BYTES && bytes <= chunkCount * MAX_BLOCK_BYTES + nodeBytes
}

export function encodeRef(ref: Ref): Uint8Array {
  return encodeRecord(refEncoding, ref)
}

/** @throws MalformedRecord */
export function decodeRef(bytes: Uint8Array): Ref {
  return decodeRecord(refEncoding, bytes)
}

export function formatRef(ref: Ref): string {
  return PREFIX + toText(encodeRef(ref))
}

/** The part of a ref's text that tells it from others, without the scheme. */
export function refTail(text: string): string {
  return text.startsWith(PREFIX) ? text.slice(PREFIX.length) : text
}

/** The ref in a text, or null when it is not a whole one. */
export function parseRef(text: string): Ref | null {
  const bytes = text.startsWith(PREFIX) ? parseText(text.slice(PREFIX.length)) : null
  if (bytes === null) return null
  try {
    return decodeRef(bytes)
  } catch {
    return null
  }
}

/** @throws EngineError INVALID */
export function getRef(text: string): Ref {
  const ref = parseRef(text)
  if (ref === null) throw new EngineError('INVALID', 'This is not a ref.')
  return ref
}
