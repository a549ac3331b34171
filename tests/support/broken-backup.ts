// What an attacker reads of a backup file.
import { readFile } from 'node:fs/promises'
import { unlockKey } from '../../src/core/backup/backup-lock.ts'
import {
  FRAME_MAGIC,
  FRAME_START_BYTES,
  openFrame,
  readFrameLength,
} from '../../src/core/backup/backup-frame.ts'
import { findBackupHeader } from '../../src/core/backup/header.ts'
import type { Attacker } from './attacker.ts'

/** Returns the plain bytes of all frames; none if the header does not open. */
export async function breakBackup(attacker: Attacker, path: string): Promise<Buffer> {
  const bytes = await readFile(path)
  const { file, sealedKey } = findBackupHeader(bytes)!
  const at = { purpose: 'backup' as const, place: [file] }
  const opened = attacker.openKem([at], sealedKey, attacker.captured.rootSeeds)
  if (opened === null) return Buffer.alloc(0)
  const { fileKey: key } = unlockKey(opened.plaintext, undefined)
  const frames: Uint8Array[] = []
  for (let start = bytes.indexOf(FRAME_MAGIC); start >= 0; start = bytes.indexOf(FRAME_MAGIC, start + 1)) {
    const length = readFrameLength(bytes.subarray(start))
    const from = start + FRAME_START_BYTES
    const frame = length === null ? null : openFrame({ file, key }, bytes.subarray(from, from + length))
    if (frame !== null) frames.push(frame)
  }
  return Buffer.concat(frames)
}
