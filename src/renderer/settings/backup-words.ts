// Texts about a backup's folder: its name, and why nothing can be written there.
import { isEngineError, type BackupPlaceFault } from '../../core/contract/index.ts'
import { tellError } from '../messages/errors.ts'
import type { Messages } from '../messages/en/index.ts'

/** Returns the name of a folder; a disk's name is that of its folder. */
export function nameOfFolder(folder: string): string {
  return folder.split(/[\\/]/).findLast((part) => part !== '') ?? folder
}

/** Returns why a backup was not written, or cannot be. */
export function tellBackupFault(error: unknown, { backup }: Pick<Messages, 'backup'>): string {
  if (isEngineError(error, 'NOT_FOUND')) return backup.noFolder
  if (!isEngineError(error, 'INVALID')) return tellError(error)
  const reason = error.details['reason'] as BackupPlaceFault | undefined
  return reason === undefined ? backup.folderWrong : backup.placeFaults[reason]
}
