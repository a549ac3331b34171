// One sealed piece of a backup as it lies in the file: complete in itself, so that what is damaged beside it costs only itself.
// Found again by its first bytes, wherever reading has to begin anew.
import { concatBytes, equalBytes, utf8 } from '../base/index.ts'
import { openRecord, RECORD_OVERHEAD_BYTES, sealRecord } from '../seal/index.ts'
import type { BackupKey } from './header.ts'

/** Persisted: do not change. */
export const FRAME_MAGIC = utf8('\u0002fkpiece')
export const FRAME_START_BYTES = FRAME_MAGIC.byteLength + 4
/** A hostile length is not believed beyond this. */
export const MAX_FRAME_BYTES = 64 << 20

/** magic 8 ‖ length u32le ‖ nonce 24 ‖ ciphertext ‖ tag 16; bound to its file, not to its place in it. */
export function sealFrame({ file, key }: BackupKey, plaintext: Uint8Array): Uint8Array {
  const sealed = sealRecord(key, plaintext, boundTo(file))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(sealed.byteLength)
  return concatBytes(FRAME_MAGIC, length, sealed)
}

/** How long the sealed part of the frame is that begins here; null when none does. */
export function readFrameLength(start: Buffer): number | null {
  if (start.byteLength < FRAME_START_BYTES) return null
  if (!equalBytes(start.subarray(0, FRAME_MAGIC.byteLength), FRAME_MAGIC)) return null
  const length = start.readUInt32LE(FRAME_MAGIC.byteLength)
  return length >= RECORD_OVERHEAD_BYTES && length <= MAX_FRAME_BYTES ? length : null
}

/** What a frame holds, or null when it is not as it was written. */
export function openFrame({ file, key }: BackupKey, sealed: Uint8Array): Uint8Array | null {
  return openRecord(key, sealed, boundTo(file))
}

const boundTo = (file: Uint8Array): Uint8Array => concatBytes(utf8('fumikura/backup-frame/1'), file)
