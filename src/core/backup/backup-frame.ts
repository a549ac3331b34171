// A frame: one sealed piece of a backup in the file. Each frame is independent, so damage to one
// does not affect the others.
// Its magic bytes make it possible to find the next frame after damage.
import { concatBytes, equalBytes, utf8 } from '../base/index.ts'
import { openRecord, RECORD_OVERHEAD_BYTES, sealRecord } from '../seal/index.ts'
import type { BackupKey } from './header.ts'

/** Persisted: do not change. */
export const FRAME_MAGIC = utf8('\u0002fkpiece')
export const FRAME_START_BYTES = FRAME_MAGIC.byteLength + 4
/** A larger length is treated as damage. */
export const MAX_FRAME_BYTES = 64 << 20

/**
 * magic 8 ‖ length u32le ‖ nonce 24 ‖ ciphertext ‖ tag 16. Bound to its file, not to its position.
 */
export function sealFrame({ file, key }: BackupKey, plaintext: Uint8Array): Uint8Array {
  const sealed = sealRecord(key, plaintext, boundTo(file))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(sealed.byteLength)
  return concatBytes(FRAME_MAGIC, length, sealed)
}

/**
 * Returns the length of the sealed part of the frame that begins here. Null if no frame begins
 * here.
 */
export function readFrameLength(start: Buffer): number | null {
  if (start.byteLength < FRAME_START_BYTES) return null
  if (!equalBytes(start.subarray(0, FRAME_MAGIC.byteLength), FRAME_MAGIC)) return null
  const length = start.readUInt32LE(FRAME_MAGIC.byteLength)
  return length >= RECORD_OVERHEAD_BYTES && length <= MAX_FRAME_BYTES ? length : null
}

/** Returns the plaintext of a frame. Null if the frame is damaged. */
export function openFrame({ file, key }: BackupKey, sealed: Uint8Array): Uint8Array | null {
  return openRecord(key, sealed, boundTo(file))
}

const boundTo = (file: Uint8Array): Uint8Array => concatBytes(utf8('fumikura/backup-frame/1'), file)
