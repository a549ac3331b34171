// Texts about a backup's folder: its name, and why nothing can be written there.
import { isEngineError, type BackupPlaceFault } from '../../core/contract/index.ts'
import { describeError } from '../messages/errors.ts'
import { m } from '../messages/messages.svelte.ts'

/** Returns the name of a folder; a disk's name is that of its folder. */
export function nameOfFolder(folder: string): string {
  return folder.split(/[\\/]/).findLast((part) => part !== '') ?? folder
}

/** Returns why a backup was not written, or cannot be. */
export function describeBackupFault(error: unknown): string {
  if (isEngineError(error, 'NOT_FOUND')) return m.backup.noFolder
  if (!isEngineError(error, 'INVALID')) return describeError(error)
  const reason = error.details['reason'] as BackupPlaceFault | undefined
  return reason === undefined ? m.backup.folderWrong : m.backup.placeFaults[reason]
}
