// What is said of the place of a backup: what it is called, and why nothing can be written there.
import { isEngineError, type BackupPlaceFault } from '../../core/contract/index.ts'
import { tellError } from '../messages/errors.ts'
import type { Messages } from '../messages/en/index.ts'

/** A disk is called as its folder is. */
export function nameOfFolder(folder: string): string {
  return folder.split(/[\\/]/).findLast((part) => part !== '') ?? folder
}

/** Why a backup was not written, or is not going to be. */
export function tellBackupFault(error: unknown, { backup }: Pick<Messages, 'backup'>): string {
  if (isEngineError(error, 'NOT_FOUND')) return backup.noFolder
  if (!isEngineError(error, 'INVALID')) return tellError(error)
  const reason = error.details['reason'] as BackupPlaceFault | undefined
  return reason === undefined ? backup.folderWrong : backup.placeFaults[reason]
}
