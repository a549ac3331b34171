// The clear start of a backup: a random file key, sealed so that only the person's 24 words open it. Whose it is, it does not say.
// It stands at the beginning and again at the end of each run, so that no single place of the file is needed.
import {
  bytesUpTo,
  concatBytes,
  decodeRecord,
  encodeRecord,
  equalBytes,
  KEY_BYTES,
  key32,
  struct,
  utf8,
  versioned,
  type EncodedBy,
} from '../base/index.ts'
import { sealToPerson, type PersonRoot } from '../identity/index.ts'
import { hash, randomBytes } from '../seal/index.ts'

/** Persisted: do not change. */
export const HEADER_MAGIC = utf8('fumikura backup\n')
const headerEncoding = versioned(1, struct({ file: key32, sealedKey: bytesUpTo(128) }))
export type BackupHeader = EncodedBy<typeof headerEncoding>
const LENGTH_BYTES = 4
const MAX_HEADER_BYTES = 1024

/** What a backup file is sealed with, while it is at hand. */
export interface BackupKey {
  /** Names the file; every frame is bound to it. */
  file: Uint8Array
  key: Uint8Array
}

export function drawBackupKey(): BackupKey {
  return { file: randomBytes(KEY_BYTES), key: randomBytes(KEY_BYTES) }
}

/** magic 16 ‖ length u32le ‖ record ‖ hash 32 */
export function encodeBackupHeader({ file, key }: BackupKey, person: Uint8Array): Uint8Array {
  const record = encodeRecord(headerEncoding, { file, sealedKey: sealToPerson(person, key) })
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32LE(record.byteLength)
  return concatBytes(HEADER_MAGIC, length, record, checkOf(record))
}

/** The header that begins at `at`, and where it ends; null when none does, or it is damaged. */
export function findBackupHeader(bytes: Buffer, at: number): { header: BackupHeader; end: number } | null {
  const start = at + HEADER_MAGIC.byteLength + LENGTH_BYTES
  if (start > bytes.byteLength || !equalBytes(bytes.subarray(at, start - LENGTH_BYTES), HEADER_MAGIC))
    return null
  const length = bytes.readUInt32LE(start - LENGTH_BYTES)
  const end = start + length + KEY_BYTES
  if (length > MAX_HEADER_BYTES || end > bytes.byteLength) return null
  const record = bytes.subarray(start, start + length)
  if (!equalBytes(checkOf(record), bytes.subarray(start + length, end))) return null
  try {
    return { header: decodeRecord(headerEncoding, record), end }
  } catch {
    return null
  }
}

/** The key of the file, or null when these words are another person's. */
export function openBackupKey(header: BackupHeader, root: PersonRoot): BackupKey | null {
  const key = root.openSealed(header.sealedKey)
  return key?.byteLength === KEY_BYTES ? { file: header.file, key } : null
}

const checkOf = (record: Uint8Array): Uint8Array => hash('fumikura/backup-header/1', record)
