// Resolves the path of a backup that a person types, and suggests folders for one.
import { readdir, stat } from 'node:fs/promises'
import { homedir, userInfo } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import type { BackupPlace, BackupPlaceFault } from '../contract/backups.ts'
import { EngineError } from '../contract/errors.ts'

/**
 * Resolves a typed path; `~` is the user's home folder.
 * @throws INVALID (`reason: 'relative'`) for a relative path, because the working directory of a
 * program is arbitrary
 */
export function resolveBackupPath(typed: string, home = homedir()): string {
  const path = /^~(?=$|[/\\])/.test(typed) ? join(home, typed.slice(1)) : typed
  if (isAbsolute(path)) return resolve(path)
  throw new EngineError('INVALID', 'Give the whole path of the folder or file.', {
    details: { reason: 'relative' satisfies BackupPlaceFault },
  })
}

export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() === true
}

/** Suggests plugged-in disks, then the home folder. Their content is not read. */
export async function findBackupPlaces(
  roots = listDiskRoots(process.platform),
  home = homedir(),
): Promise<BackupPlace[]> {
  const disks = (await Promise.all(roots.map(listFolders))).flat().sort()
  return [...disks.map((folder): BackupPlace => ({ folder, kind: 'disk' })), { folder: home, kind: 'home' }]
}

/** Folders in which each subfolder is a mounted disk. */
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
