// One chunk of an object: sealed under the object's key with a nonce that says which chunk it is, and if it is the last.
// So a chunk opens alone, at no other place, and an object cannot be cut short.
import { concatBytes } from '../base/index.ts'
import { decrypt, encrypt, NONCE_BYTES, TAG_BYTES } from './aead.ts'
import {
  CHUNK_BYTES,
  encodePrefix,
  hashPrefix,
  type ObjectPrefix,
  PREFIX_BYTES,
  SALT_BYTES,
} from './prefix.ts'

export interface ChunkPlace {
  chunkIndex: number
  chunkCount: number
}

/** Salt 15 ‖ index u64le ‖ 1 for the last chunk, else 0. Unique as long as key and salt serve one object. */
export function nonceOf(prefix: ObjectPrefix, { chunkIndex, chunkCount }: ChunkPlace): Uint8Array {
  const nonce = Buffer.alloc(NONCE_BYTES)
  nonce.set(prefix.salt)
  nonce.writeBigUInt64LE(BigInt(chunkIndex), SALT_BYTES)
  nonce[NONCE_BYTES - 1] = chunkIndex === chunkCount - 1 ? 1 : 0
  return nonce
}

/** The block of a chunk; block 0 has the prefix in front. */
export function sealChunk(
  contentKey: Uint8Array,
  prefix: ObjectPrefix,
  place: ChunkPlace,
  plaintext: Uint8Array,
): Uint8Array {
  const sealed = encrypt(contentKey, nonceOf(prefix, place), hashPrefix(prefix), plaintext)
  return place.chunkIndex === 0 ? concatBytes(encodePrefix(prefix), sealed) : sealed
}

/** The chunk's padded plaintext, or null. The AEAD alone: other keys may open it to other text. */
export function unsealChunk(
  contentKey: Uint8Array,
  prefix: ObjectPrefix,
  place: ChunkPlace,
  block: Uint8Array,
): Uint8Array | null {
  const sealed = block.subarray(clearBytesOf(place))
  return decrypt(contentKey, nonceOf(prefix, place), hashPrefix(prefix), sealed)
}

/** How many padded plaintext bytes the block carries; negative if it is too short to carry any. */
export function carriedBytes(place: ChunkPlace, block: Uint8Array): number {
  return block.byteLength - clearBytesOf(place) - TAG_BYTES
}

/** Every chunk is full except that the last may be shorter, and no chunk is empty. */
export function isChunkSized(place: ChunkPlace, block: Uint8Array): boolean {
  const bytes = carriedBytes(place, block)
  const isLast = place.chunkIndex === place.chunkCount - 1
  return isLast ? bytes >= 1 && bytes <= CHUNK_BYTES : bytes === CHUNK_BYTES
}

export function clearBytesOf(place: ChunkPlace): number {
  return place.chunkIndex === 0 ? PREFIX_BYTES : 0
}
