// Gives a finished file or folder its final name in one step, and never replaces what has that
// name already. Backups, exports and saved files are written under a temporary name first.
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { link, mkdir, open, rename, rm, rmdir, unlink, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * Returns a unique temporary name beside `path`. A person who finds it after a crash sees
 * what it belongs to.
 */
export function temporaryName(path: string, purpose: 'backup' | 'export' | 'save'): string {
  return join(dirname(path), `fumikura-${purpose}-${randomBytes(8).toString('hex')}.part`)
}

/**
 * Creates a file that only its owner may read. Fails with EEXIST if the name is
 * taken, also by a link.
 */
export function createPrivateFile(path: string): Promise<FileHandle> {
  return open(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600)
}

/** The error codes of file systems without hard links, such as those of most USB sticks. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL', 'EACCES'])

/**
 * Gives the file at `temporary` the name `path`. False if that name is taken; then
 * neither file changes.
 */
export async function claimName(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path)
  } catch (error) {
    if (isTaken(error)) return false
    if (!NO_LINKS.has(codeOf(error))) throw error
    return claimByEmpty(temporary, path)
  }
  await unlink(temporary)
  return true
}

/** Without links, an empty file claims the name atomically, then the rename replaces it. */
async function claimByEmpty(temporary: string, path: string): Promise<boolean> {
  try {
    await (await createPrivateFile(path)).close()
  } catch (error) {
    if (isTaken(error)) return false
    throw error
  }
  await rename(temporary, path).catch(async (error: unknown) => {
    await rm(path, { force: true })
    throw error
  })
  return true
}

/**
 * Does the same for a folder. With `replacesEmpty` it replaces an empty folder that
 * existed before, but none that was created since.
 * @returns false if the name is taken
 */
export async function claimFolderName(
  temporary: string,
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
    // On Windows, rename fails if the target exists. rmdir removes only an empty folder.
    if (process.platform === 'win32') await rmdir(path)
    await rename(temporary, path)
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
