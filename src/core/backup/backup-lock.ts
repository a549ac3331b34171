// The optional second lock of a backup. The file key is sealed under a passphrase before it is
// sealed to the person.
// It is inside the sealed box that the words open, so only a person who has the words can try
// passphrases.
import {
  bytesUpTo,
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

/** A stretched passphrase. New files are locked with it, so the person need not type it again. */
export interface BackupLock extends Stretching {
  /** 32 bytes. Never part of a backup. */
  key: Uint8Array
}

export const stretchingEncoding = part('stretching', {
  salt: fixedBytes(16),
  opsLimit: uint,
  memLimitBytes: uint,
})
/**
 * Persisted, in the sealed box. Without a passphrase `key` is the file key, else the file key as a
 * sealed record.
 */
export const backupKeyForm = record('backup key', {
  lock: optional(stretchingEncoding),
  key: bytesUpTo(KEY_BYTES + RECORD_OVERHEAD_BYTES),
})
const AAD = utf8('fumikura/backup-lock/1')

/**
 * Blocks the thread as long as `cost` requires, like every function here that stretches a
 * passphrase.
 */
export function drawBackupLock(passphrase: string, cost?: PassphraseCost): BackupLock {
  const stretching = drawStretching(cost)
  return { ...stretching, key: stretchPassphrase(passphrase, stretching) }
}

/** Returns the content of the sealed box: the file key, locked if there is a passphrase. */
export function lockKey(lock: BackupLock | null, fileKey: Uint8Array): Uint8Array {
  const key = lock === null ? fileKey : sealRecord(lock.key, fileKey, AAD)
  return backupKeyForm.encode({ lock, key })
}

/**
 * @throws BACKUP_LOCKED if a passphrase is needed and missing, BAD_BACKUP_PASSPHRASE if it is
 * wrong, DAMAGED if the lock is malformed or its cost is out of range, NEWER_HOME
 */
export function unlockKey(
  locked: Uint8Array,
  passphrase: string | undefined,
): { fileKey: Uint8Array; lock: BackupLock | null } {
  const { lock: stretching, key } = decodeLocked(locked)
  if (stretching === null) return { fileKey: checkKey(key), lock: null }
  if (passphrase === undefined)
    throw new EngineError('BACKUP_LOCKED', 'This backup needs its passphrase in addition to the words.')
  const lock = { ...stretching, key: stretch(passphrase, stretching) }
  const fileKey = openRecord(lock.key, key, AAD)
  if (fileKey !== null) return { fileKey: checkKey(fileKey), lock }
  throw new EngineError('BAD_BACKUP_PASSPHRASE', 'This is not the passphrase of this backup.')
}

function decodeLocked(locked: Uint8Array): EncodedBy<typeof backupKeyForm> {
  try {
    return backupKeyForm.decode(locked)
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

/** For a well-formed record with unknown extensions. */
export const newerBackup = (cause: UnknownForm): EngineError =>
  new EngineError('NEWER_HOME', 'This backup was made by a newer version of this program.', { cause })
