// The unencrypted start of a backup: a random file key, sealed so that only the person's 24 words
// (and a passphrase, if there is one) open it.
// It reveals neither the person nor whether there is a passphrase.
// It is written at the start of the file and again at the end of each run, so damage to one copy
// does not matter.
import {
  bytesUpTo,
  concatBytes,
  equalBytes,
  KEY_BYTES,
  key32,
  record,
  UnknownForm,
  utf8,
  type EncodedBy,
} from '../base/index.ts'
import type { PersonRoot } from '../identity/index.ts'
import { hash, randomBytes, sealKemBox, type BoxPlace } from '../seal/index.ts'
import { lockKey, newerBackup, unlockKey, type BackupLock } from './backup-lock.ts'

/** Persisted: do not change. */
export const HEADER_MAGIC = utf8('fumikura backup\n')
export const backupHeaderForm = record('backup header', { file: key32, sealedKey: bytesUpTo(1408) })
export type BackupHeader = EncodedBy<typeof backupHeaderForm>

const LENGTH_BYTES = 4
/** Includes magic, length and hash. */
export const MAX_HEADER_BYTES = 2048

/** The keys of a backup file while it is open. */
export interface BackupKey {
  /** The random id of the file. Every frame is bound to it. */
  file: Uint8Array
  key: Uint8Array
}

export function drawBackupKey(): BackupKey {
  return { file: randomBytes(KEY_BYTES), key: randomBytes(KEY_BYTES) }
}

function placeOf(file: Uint8Array): BoxPlace {
  return { purpose: 'backup', place: [file] }
}

/**
 * magic 16 ‖ length u32le ‖ record ‖ hash 32
 * @param wordsKey the KEM key that the person's words open
 */
export function encodeBackupHeader(
  { file, key }: BackupKey,
  wordsKey: Uint8Array,
  lock: BackupLock | null,
): Uint8Array {
  const sealedKey = sealKemBox(wordsKey, placeOf(file), lockKey(lock, key))
  const bytes = backupHeaderForm.encode({ file, sealedKey })
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32LE(bytes.byteLength)
  return concatBytes(HEADER_MAGIC, length, bytes, checkOf(bytes))
}

/**
 * The header at the start of `bytes`. Null if there is none, or it is damaged.
 * @throws NEWER_HOME if a newer program wrote it
 */
export function findBackupHeader(bytes: Buffer): BackupHeader | null {
  const start = HEADER_MAGIC.byteLength + LENGTH_BYTES
  if (start > bytes.byteLength || !equalBytes(bytes.subarray(0, HEADER_MAGIC.byteLength), HEADER_MAGIC))
    return null
  const length = bytes.readUInt32LE(start - LENGTH_BYTES)
  const end = start + length + KEY_BYTES
  if (length === 0 || end > Math.min(bytes.byteLength, MAX_HEADER_BYTES)) return null
  const inner = bytes.subarray(start, start + length)
  return equalBytes(checkOf(inner), bytes.subarray(start + length, end)) ? decodeHeader(inner) : null
}

function decodeHeader(bytes: Buffer): BackupHeader | null {
  try {
    return backupHeaderForm.decode(bytes)
  } catch (error) {
    if (error instanceof UnknownForm) throw newerBackup(error)
    return null
  }
}

/** The file key, and the lock that was opened with the passphrase. */
export interface OpenedBackupKey {
  key: BackupKey
  /** Null if the backup needs no passphrase. */
  lock: BackupLock | null
}

/**
 * Null if the words belong to another person.
 * @throws BACKUP_LOCKED, BAD_BACKUP_PASSPHRASE, DAMAGED, NEWER_HOME
 */
export function openBackupKey(
  { file, sealedKey }: BackupHeader,
  root: PersonRoot,
  passphrase: string | undefined,
): OpenedBackupKey | null {
  const inner = root.openSealed(placeOf(file), sealedKey)
  if (inner === null) return null
  const { fileKey, lock } = unlockKey(inner, passphrase)
  return { key: { file, key: fileKey }, lock }
}

const checkOf = (bytes: Uint8Array): Uint8Array => hash('fumikura/backup-header/1', bytes)
