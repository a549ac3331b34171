// The second lock of a backup: where somebody wants it, the file key is sealed under a passphrase before it is sealed to the person.
// It lies inside the box of the words, so that a passphrase can be tried only by who has the words already.
import {
  bytesUpTo,
  decodeRecord,
  encodeRecord,
  fixedBytes,
  KEY_BYTES,
  MalformedRecord,
  struct,
  uint,
  utf8,
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

/** Persisted: do not change. */
const lockedEncoding = struct({
  salt: fixedBytes(16),
  opsLimit: uint,
  memLimitBytes: uint,
  sealed: bytesUpTo(KEY_BYTES + RECORD_OVERHEAD_BYTES),
})
const AAD = utf8('fumikura/backup-lock/1')

/** Blocks the thread for the time the cost says, as each of these that stretches. */
export function drawBackupLock(passphrase: string, cost?: PassphraseCost): BackupLock {
  const stretching = drawStretching(cost)
  return { ...stretching, key: stretchPassphrase(passphrase, stretching) }
}

/** The file key as it is sealed to the person. */
export function lockKey({ key, ...stretching }: BackupLock, fileKey: Uint8Array): Uint8Array {
  return encodeRecord(lockedEncoding, { ...stretching, sealed: sealRecord(key, fileKey, AAD) })
}

/** @throws BACKUP_LOCKED without a passphrase, BAD_BACKUP_PASSPHRASE when it is another, DAMAGED when this is no lock that we believe */
export function unlockKey(
  locked: Uint8Array,
  passphrase: string | undefined,
): { fileKey: Uint8Array; lock: BackupLock } {
  if (passphrase === undefined)
    throw new EngineError('BACKUP_LOCKED', 'This backup asks for its passphrase as well as for the words.')
  try {
    const { sealed, ...stretching } = decodeRecord(lockedEncoding, locked)
    const lock = { ...stretching, key: stretchPassphrase(passphrase, stretching) }
    const fileKey = openRecord(lock.key, sealed, AAD)
    if (fileKey?.byteLength === KEY_BYTES) return { fileKey, lock }
  } catch (error) {
    if (!(error instanceof MalformedRecord)) throw error
    throw new EngineError('DAMAGED', 'The lock of this backup cannot be used.', { cause: error })
  }
  throw new EngineError('BAD_BACKUP_PASSPHRASE', 'That is not the passphrase of this backup.')
}
