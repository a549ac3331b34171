// Where a backup is written to: a place as a person types it, and the folders that offer themselves for one.
import { readdir, stat } from 'node:fs/promises'
import { homedir, userInfo } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import type { BackupPlace, BackupPlaceFault } from '../contract/backups.ts'
import { EngineError } from '../contract/errors.ts'

/**
 * `~` is the home folder of whoever runs this.
 * @throws INVALID (`reason: 'relative'`) for what begins nowhere: the folder that a program was started in is no place to keep anything
 */
export function readPlace(typed: string, home = homedir()): string {
  const path = /^~(?=$|[/\\])/.test(typed) ? join(home, typed.slice(1)) : typed
  if (isAbsolute(path)) return resolve(path)
  throw new EngineError('INVALID', 'A place is written from its beginning on.', {
    details: { reason: 'relative' satisfies BackupPlaceFault },
  })
}

export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() === true
}

/** Disks that were plugged in, then the home folder. What is in them is not looked at. */
export async function findBackupPlaces(
  roots = listDiskRoots(process.platform),
  home = homedir(),
): Promise<BackupPlace[]> {
  const disks = (await Promise.all(roots.map(listFolders))).flat().sort()
  return [...disks.map((folder): BackupPlace => ({ folder, kind: 'disk' })), { folder: home, kind: 'home' }]
}

/** Folders in which each folder is a disk; they are there only where the system has them. */
function listDiskRoots(platform: NodeJS.Platform): string[] {
  if (platform === 'darwin') return ['/Volumes']
  if (platform !== 'linux') return []
  const { username } = userInfo()
  return [`/media/${username}`, `/run/media/${username}`]
}

async function listFolders(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(root, name))
}
