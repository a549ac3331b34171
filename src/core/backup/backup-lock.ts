// The second lock of a backup: where somebody wants it, the file key is sealed under a passphrase before it is sealed to the person.
// It lies inside the box of the words, so that a passphrase can be tried only by who has the words already.
import {
  bytesUpTo,
  decodeRecord,
  encodeRecord,
  fixedBytes,
  KEY_BYTES,
  MalformedRecord,
  optional,
  part,
  record,
  uint,
  UnknownForm,
  utf8,
  type EncodedBy,
} from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import {
  drawStretching,
  openRecord,
  RECORD_OVERHEAD_BYTES,
  sealRecord,
  stretchPassphrase,
  type PassphraseCost,
  type Stretching,
} from '../seal/index.ts'

/** A stretched passphrase: with it new files are locked, and nobody has to be asked. */
export interface BackupLock extends Stretching {
  /** 32 bytes. Never in a backup. */
  key: Uint8Array
}

export const stretchingEncoding = part('stretching', {
  salt: fixedBytes(16),
  opsLimit: uint,
  memLimitBytes: uint,
})
/** Persisted, in the box of the words. Without a passphrase `key` is the file key, else a sealed record of it. */
export const backupKeyEncoding = record('backup key', {
  lock: optional(stretchingEncoding),
  key: bytesUpTo(KEY_BYTES + RECORD_OVERHEAD_BYTES),
})
const AAD = utf8('fumikura/backup-lock/1')

/** Blocks the thread for the time the cost says, as each of these that stretches. */
export function drawBackupLock(passphrase: string, cost?: PassphraseCost): BackupLock {
  const stretching = drawStretching(cost)
  return { ...stretching, key: stretchPassphrase(passphrase, stretching) }
}

/** The file key as it is sealed to the person. */
export function lockKey(lock: BackupLock | null, fileKey: Uint8Array): Uint8Array {
  const key = lock === null ? fileKey : sealRecord(lock.key, fileKey, AAD)
  return encodeRecord(backupKeyEncoding, { lock, key })
}

/**
 * @throws BACKUP_LOCKED without a passphrase where one is asked for, BAD_BACKUP_PASSPHRASE when it is another, DAMAGED when this is no lock
 * that we believe, NEWER_HOME
 */
export function unlockKey(
  locked: Uint8Array,
  passphrase: string | undefined,
): { fileKey: Uint8Array; lock: BackupLock | null } {
  const { lock: stretching, key } = decodeLocked(locked)
  if (stretching === null) return { fileKey: checkKey(key), lock: null }
  if (passphrase === undefined)
    throw new EngineError('BACKUP_LOCKED', 'This backup asks for its passphrase as well as for the words.')
  const lock = { ...stretching, key: stretch(passphrase, stretching) }
  const fileKey = openRecord(lock.key, key, AAD)
  if (fileKey !== null) return { fileKey: checkKey(fileKey), lock }
  throw new EngineError('BAD_BACKUP_PASSPHRASE', 'That is not the passphrase of this backup.')
}

function decodeLocked(locked: Uint8Array): EncodedBy<typeof backupKeyEncoding> {
  try {
    return decodeRecord(backupKeyEncoding, locked)
  } catch (error) {
    if (error instanceof UnknownForm) throw newerBackup(error)
    throw damagedLock(error)
  }
}

function stretch(passphrase: string, stretching: Stretching): Uint8Array {
  try {
    return stretchPassphrase(passphrase, stretching)
  } catch (error) {
    if (!(error instanceof MalformedRecord)) throw error
    throw damagedLock(error)
  }
}

function checkKey(key: Uint8Array): Uint8Array {
  if (key.byteLength !== KEY_BYTES) throw damagedLock()
  return key
}

const damagedLock = (cause?: unknown): EngineError =>
  new EngineError('DAMAGED', 'The lock of this backup cannot be used.', { cause })

/** What is well formed and says more than this program knows. */
export const newerBackup = (cause: UnknownForm): EngineError =>
  new EngineError('NEWER_HOME', 'This backup was made by a newer version of this program.', { cause })
