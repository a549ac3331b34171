// Lists the folders of this computer, so that a person can choose one in a browser, which has no
// file dialog for the engine's computer. It tells the names of folders and nothing else.
import { readdir, realpath } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import type { FolderList } from '../contract/backups.ts'
import { resolveBackupPath } from './backup-place.ts'
import { explainDisk } from './disk.ts'

/** More names than a person reads. */
const MAX_FOLDERS = 500

/**
 * Lists the folders in `typed`, without hidden ones, by name. Links to folders are left out, because
 * they can lead in a circle.
 * @throws NOT_FOUND if there is no such folder, INVALID for a relative path or without permission
 */
export async function browseFolders(typed: string | undefined, home = homedir()): Promise<FolderList> {
  try {
    const folder = await realpath(typed === undefined ? home : resolveBackupPath(typed, home))
    const entries = await readdir(folder, { withFileTypes: true })
    const names = entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort((a, b) => a.localeCompare(b))
    const parent = dirname(folder)
    return {
      folder,
      parent: parent === folder ? null : parent,
      folders: names.slice(0, MAX_FOLDERS).map((name) => ({ name, folder: join(folder, name) })),
      isCut: names.length > MAX_FOLDERS,
    }
  } catch (error) {
    throw explainDisk(error)
  }
}
