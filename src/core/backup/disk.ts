// Translates errors of the file system into engine errors, for writing and reading backups.
import { isDiskFull } from '../base/index.ts'
import type { BackupPlaceFault } from '../contract/backups.ts'
import { EngineError } from '../contract/errors.ts'

const CODES: Readonly<
  Record<string, [code: 'NO_SPACE' | 'NOT_FOUND' | 'INVALID', message: string, reason?: BackupPlaceFault]>
> = {
  EFBIG: ['NO_SPACE', 'The disk cannot hold a file of this size.'],
  ENOENT: ['NOT_FOUND', 'There is no such file or folder.'],
  ENOTDIR: ['NOT_FOUND', 'There is no such folder.'],
  EISDIR: ['INVALID', 'This is a folder, and a backup is a file.'],
  EACCES: ['INVALID', 'There is no permission to read or write this file or folder.', 'denied'],
  EPERM: ['INVALID', 'There is no permission to read or write this file or folder.', 'denied'],
  EROFS: ['INVALID', 'This disk is read-only.', 'read-only'],
  ENAMETOOLONG: ['INVALID', 'This name is too long for a file.', 'name'],
}

export function explainDisk(error: unknown): unknown {
  if (isDiskFull(error))
    return new EngineError('NO_SPACE', 'There is no space left for the backup.', { cause: error })
  const known = CODES[(error as { code?: string } | null)?.code ?? '']
  if (known === undefined) return error
  const [errorCode, message, reason] = known
  return new EngineError(errorCode, message, { details: reason && { reason }, cause: error })
}
