// How large an object of a kind may be. A larger one is refused by its notice, before any block of
// it is fetched.
import { MAX_TEXT_BYTES } from '../contract/schema.ts'
import { shapeObject } from '../seal/index.ts'
import { MAX_CHUNKS_AT_ONCE } from './object-blocks.ts'
import { MAX_HEADER_BYTES, type OpenedObject } from './object-header.ts'
import { factsOf, type ObjectKind } from './object-kinds.ts'

/** Persons, links to other letters, and tags. Only labels of files need more. */
const HEADER_WITHOUT_FILES = 512 * 1024

/** @param attachedCount how many files the object names */
export function isPossiblyWritten(kind: ObjectKind, chunkCount: number, attachedCount: number): boolean {
  const { isReadWhole, hasText } = factsOf(kind)
  if (!hasText) return !isReadWhole || chunkCount <= MAX_CHUNKS_AT_ONCE
  const headerBytes = attachedCount === 0 ? HEADER_WITHOUT_FILES : MAX_HEADER_BYTES
  return chunkCount <= shapeObject(headerBytes + MAX_TEXT_BYTES).chunkCount
}

/** True if no program writes a text of this length. */
export function isTextTooLong({ header, body }: OpenedObject): boolean {
  return factsOf(header.kind).hasText && header.type.startsWith('text/') && body.byteLength > MAX_TEXT_BYTES
}
