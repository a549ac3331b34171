// The clear start of a backup: a random file key, sealed so that only the person's 24 words open it, and a passphrase where there is one.
// Whose it is, it does not say.
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
} from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { sealToPerson, type PersonRoot } from '../identity/index.ts'
import { hash, randomBytes } from '../seal/index.ts'
import { lockKey, unlockKey, type BackupLock } from './backup-lock.ts'

/** Persisted: do not change. */
export const HEADER_MAGIC = utf8('fumikura backup\n')
const fields = struct({ file: key32, sealedKey: bytesUpTo(256) })
/** 1: the words alone. 2: what the words open asks for a passphrase. */
const encodings = { 1: versioned(1, fields), 2: versioned(2, fields) } as const

export interface BackupHeader {
  version: keyof typeof encodings
  file: Uint8Array
  sealedKey: Uint8Array
}

const LENGTH_BYTES = 4
/** With all that is around its record. */
export const MAX_HEADER_BYTES = 1024

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
export function encodeBackupHeader(
  { file, key }: BackupKey,
  person: Uint8Array,
  lock: BackupLock | null,
): Uint8Array {
  const inner = lock === null ? key : lockKey(lock, key)
  const record = encodeRecord(encodings[lock === null ? 1 : 2], {
    file,
    sealedKey: sealToPerson(person, inner),
  })
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32LE(record.byteLength)
  return concatBytes(HEADER_MAGIC, length, record, checkOf(record))
}

/** The header at the start of `bytes`; null when there is none, or it is damaged. @throws NEWER_HOME when a newer program has written it */
export function findBackupHeader(bytes: Buffer): BackupHeader | null {
  const start = HEADER_MAGIC.byteLength + LENGTH_BYTES
  if (start > bytes.byteLength || !equalBytes(bytes.subarray(0, HEADER_MAGIC.byteLength), HEADER_MAGIC))
    return null
  const length = bytes.readUInt32LE(start - LENGTH_BYTES)
  const end = start + length + KEY_BYTES
  if (length === 0 || end > Math.min(bytes.byteLength, MAX_HEADER_BYTES)) return null
  const record = bytes.subarray(start, start + length)
  return equalBytes(checkOf(record), bytes.subarray(start + length, end)) ? decodeHeader(record) : null
}

function decodeHeader(record: Buffer): BackupHeader | null {
  const version = record[0]!
  if (version !== 1 && version !== 2) {
    if (version === 0) return null
    throw new EngineError('NEWER_HOME', 'This backup was made by a newer version of this program.', {
      details: { version },
    })
  }
  try {
    return { version, ...decodeRecord(encodings[version], record) }
  } catch {
    return null
  }
}

/** What the words open, and the passphrase where the header asks for one. */
export interface OpenedBackupKey {
  key: BackupKey
  /** Null where the words are enough. */
  lock: BackupLock | null
}

/**
 * Null when these words are another person's.
 * @throws BACKUP_LOCKED, BAD_BACKUP_PASSPHRASE, DAMAGED
 */
export function openBackupKey(
  { version, file, sealedKey }: BackupHeader,
  root: PersonRoot,
  passphrase: string | undefined,
): OpenedBackupKey | null {
  const inner = root.openSealed(sealedKey)
  if (inner === null) return null
  if (version === 1) return inner.byteLength === KEY_BYTES ? { key: { file, key: inner }, lock: null } : null
  const { fileKey, lock } = unlockKey(inner, passphrase)
  return { key: { file, key: fileKey }, lock }
}

const checkOf = (record: Uint8Array): Uint8Array => hash('fumikura/backup-header/1', record)
