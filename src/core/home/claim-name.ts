// How something that is written for a while gets its name: whole, in one step, and never in the place of what is there.
// Backups and exports go this way, and files that are saved.
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { link, mkdir, open, rename, rm, rmdir, unlink, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** A name of its own beside `path`, which tells a person what a killed run left there. */
export function passingName(path: string, purpose: 'backup' | 'export' | 'save'): string {
  return join(dirname(path), `fumikura-${purpose}-${randomBytes(8).toString('hex')}.part`)
}

/** A new file that only its owner may read; what is there, a link too, makes it fail with EEXIST. */
export function createPrivateFile(path: string): Promise<FileHandle> {
  return open(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600)
}

/** What a file system says that has no second names: that of a stick, mostly. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL', 'EACCES'])

/** False when something has that name already; it is left as it is, and so is `passing`. */
export async function claimName(passing: string, path: string): Promise<boolean> {
  try {
    await link(passing, path)
  } catch (error) {
    if (isTaken(error)) return false
    if (!NO_LINKS.has(codeOf(error))) throw error
    return claimByEmpty(passing, path)
  }
  await unlink(passing)
  return true
}

/** Without links: an empty file takes the name, which nobody else can do at the same time, and gives way. */
async function claimByEmpty(passing: string, path: string): Promise<boolean> {
  try {
    await (await createPrivateFile(path)).close()
  } catch (error) {
    if (isTaken(error)) return false
    throw error
  }
  await rename(passing, path).catch(async (error: unknown) => {
    await rm(path, { force: true })
    throw error
  })
  return true
}

/**
 * The same for a folder. An empty folder gives way if it was there before (`replacesEmpty`), and none that came since.
 * @returns false when the name is taken
 */
export async function claimFolderName(
  passing: string,
  path: string,
  { replacesEmpty }: { replacesEmpty: boolean },
): Promise<boolean> {
  try {
    if (!replacesEmpty) await mkdir(path, { mode: 0o700 })
  } catch (error) {
    if (isTaken(error)) return false
    throw error
  }
  try {
    // Windows renames to no name that is there; what is not empty is not removed by this.
    if (process.platform === 'win32') await rmdir(path)
    await rename(passing, path)
    return true
  } catch (error) {
    if (!replacesEmpty) await rmdir(path).catch(() => undefined)
    if (isTaken(error)) return false
    throw error
  }
}

function isTaken(error: unknown): boolean {
  return ['EEXIST', 'ENOTEMPTY', 'ENOTDIR'].includes(codeOf(error))
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? ''
}
