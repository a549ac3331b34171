// Folders that only this user may enter.
// The home is one; so is the one for sockets, which stands where anybody could have put something in its place.
import { chmod, lstat, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { EngineError } from '../contract/errors.ts'
import { homePaths } from './paths.ts'

const OWNER_ONLY = 0o700

/** Makes `dir` if it is not there, for its owner only. */
export async function makePrivateFolder(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: OWNER_ONLY })
  if (process.platform !== 'win32') await chmod(dir, OWNER_ONLY)
}

/**
 * Makes sure the folder of the home's socket is there and is this user's own: to be called before listening and before
 * connecting. Whoever else could have made it would else hear everything.
 * @throws EngineError INVALID if it belongs to somebody else
 */
export async function prepareSocketFolder(dir: string): Promise<void> {
  const paths = homePaths(dir)
  const folder = dirname(paths.socket)
  if (process.platform === 'win32' || folder === paths.dir) return
  await mkdir(folder, { recursive: true, mode: OWNER_ONLY })
  const found = await lstat(folder)
  const isOwn = found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o077) === 0
  if (!isOwn) {
    throw new EngineError('INVALID', `${folder} is not a private folder of this user`, {
      details: { folder },
    })
  }
}
