// One chunk of an object. Its nonce contains the index of the chunk, and whether it
// is the last one. So a chunk can be opened alone, opens only at its own index, and
// nobody can cut the end off an object.
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

export interface ChunkPosition {
  chunkIndex: number
  chunkCount: number
}

/**
 * salt 15 ‖ index u64le ‖ 1 for the last chunk, else 0. Unique while a key and salt
 * serve only one object.
 */
export function nonceOf(prefix: ObjectPrefix, { chunkIndex, chunkCount }: ChunkPosition): Uint8Array {
  const nonce = Buffer.alloc(NONCE_BYTES)
  nonce.set(prefix.salt)
  nonce.writeBigUInt64LE(BigInt(chunkIndex), SALT_BYTES)
  nonce[NONCE_BYTES - 1] = chunkIndex === chunkCount - 1 ? 1 : 0
  return nonce
}

/** Returns the block of a chunk. Block 0 begins with the prefix of the object. */
export function sealChunk(
  contentKey: Uint8Array,
  prefix: ObjectPrefix,
  position: ChunkPosition,
  plaintext: Uint8Array,
): Uint8Array {
  const sealed = encrypt(contentKey, nonceOf(prefix, position), hashPrefix(prefix), plaintext)
  return position.chunkIndex === 0 ? concatBytes(encodePrefix(prefix), sealed) : sealed
}

/**
 * Returns the padded plaintext of the chunk, or null. Checks the AEAD only, because another key may
 * open the block to another text.
 */
export function unsealChunk(
  contentKey: Uint8Array,
  prefix: ObjectPrefix,
  position: ChunkPosition,
  block: Uint8Array,
): Uint8Array | null {
  const sealed = block.subarray(clearBytesOf(position))
  return decrypt(contentKey, nonceOf(prefix, position), hashPrefix(prefix), sealed)
}

/**
 * Returns the number of padded plaintext bytes in the block. Negative if the block is too short for
 * any.
 */
export function carriedBytes(position: ChunkPosition, block: Uint8Array): number {
  return block.byteLength - clearBytesOf(position) - TAG_BYTES
}

/**
 * True if the block has a valid size. Every chunk is full, except that the last has 1 byte or more.
 */
export function isChunkSized(position: ChunkPosition, block: Uint8Array): boolean {
  const bytes = carriedBytes(position, block)
  const isLast = position.chunkIndex === position.chunkCount - 1
  return isLast ? bytes >= 1 && bytes <= CHUNK_BYTES : bytes === CHUNK_BYTES
}

export function clearBytesOf(position: ChunkPosition): number {
  return position.chunkIndex === 0 ? PREFIX_BYTES : 0
}
