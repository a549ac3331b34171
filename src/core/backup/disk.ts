// What a disk says when a backup is written to it or read from it, in the words of the engine.
import { EngineError } from '../contract/errors.ts'

const CODES: Readonly<Record<string, [code: 'NO_SPACE' | 'NOT_FOUND' | 'INVALID', message: string]>> = {
  ENOSPC: ['NO_SPACE', 'There is no space left for the backup.'],
  EDQUOT: ['NO_SPACE', 'There is no space left for the backup.'],
  EFBIG: ['NO_SPACE', 'The disk cannot hold a file of this size.'],
  ENOENT: ['NOT_FOUND', 'There is no such file or folder.'],
  ENOTDIR: ['NOT_FOUND', 'There is no such folder.'],
  EISDIR: ['INVALID', 'This is a folder, and a backup is a file.'],
  EACCES: ['INVALID', 'This file or folder may not be written or read.'],
  EPERM: ['INVALID', 'This file or folder may not be written or read.'],
  EROFS: ['INVALID', 'This disk can only be read.'],
  ENAMETOOLONG: ['INVALID', 'This name is too long for a file.'],
}

export function explainDisk(error: unknown): unknown {
  const known = CODES[(error as { code?: string } | null)?.code ?? '']
  return known === undefined ? error : new EngineError(known[0], known[1], { cause: error })
}
