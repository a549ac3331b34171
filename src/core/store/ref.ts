// A ref: the name of an object, with hints where it is stored. It identifies a text and reveals
// none of its content.
// Links, notices and `fumikura://ref/…` all carry it. A person who knows a ref may fetch
// ciphertext, but cannot read it.
import { closedRecord, key32, parseText, toText, uint, type EncodedBy } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import {
  blockCountOf,
  CHUNK_BYTES,
  hash,
  MAX_BLOCK_BYTES,
  MAX_CHUNKS,
  MAX_NODE_BYTES,
} from '../seal/index.ts'

/** The fields of a ref that are not hints. */
type ObjectName = Pick<Ref, 'cipherRoot' | 'keyCommit' | 'person' | 'device'>

const PREFIX = 'fumikura://ref/'

/**
 * Persisted and sent. It has no extensions, because its name is hashed field by field, and the
 * other fields are hints.
 */
export const refForm = closedRecord('ref', {
  /** Root of the hash tree over the ciphertext. */
  cipherRoot: key32,
  /** Commitment to the content key, so that one ciphertext cannot be opened to two texts. */
  keyCommit: key32,
  /** Hints; they are believed only as far as the clear prefix of the object confirms them. */
  person: key32,
  device: key32,
  core: key32,
  start: uint,
  /** The number of chunk blocks; the inner nodes of the hash tree follow them. */
  chunkCount: uint,
})
export type Ref = EncodedBy<typeof refForm>

/**
 * Returns the id of an object in tables and records, 32 bytes. It covers the author, so the same
 * ciphertext announced under another person is another object, and it cannot be opened, because its
 * clear prefix names the real author.
 */
export function objectId({ cipherRoot, keyCommit, person, device }: ObjectName): Uint8Array {
  return hash('fumikura/object/1', cipherRoot, keyCommit, person, device)
}

/**
 * True if an object with this many chunks can have this many bytes in all its blocks. A notice must
 * not promise less than is fetched.
 */
export function isPossibleSize(chunkCount: number, bytes: number): boolean {
  if (!Number.isInteger(chunkCount) || chunkCount < 1 || chunkCount > MAX_CHUNKS) return false
  const nodeBytes = (blockCountOf(chunkCount) - chunkCount) * MAX_NODE_BYTES
  return bytes > (chunkCount - 1) * CHUNK_BYTES && bytes <= chunkCount * MAX_BLOCK_BYTES + nodeBytes
}

export function formatRef(ref: Ref): string {
  return PREFIX + toText(refForm.encode(ref))
}

/** Returns the text of a ref without the scheme; this part differs between refs. */
export function refTail(text: string): string {
  return text.startsWith(PREFIX) ? text.slice(PREFIX.length) : text
}

/** Returns the ref in a text; null if the text is not a complete ref. */
export function parseRef(text: string): Ref | null {
  const bytes = text.startsWith(PREFIX) ? parseText(text.slice(PREFIX.length)) : null
  if (bytes === null) return null
  try {
    return refForm.decode(bytes)
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
