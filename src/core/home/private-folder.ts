// Folders that only this user may enter: the home and the folder for sockets.
// The folder for sockets may be in the shared temporary folder, where another user
// could create it first.
import { chmod, lstat, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isDiskFull } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { homePaths } from './paths.ts'

const OWNER_ONLY = 0o700

/**
 * Creates `dir` if it does not exist. Only its owner may enter it.
 * @throws EngineError INVALID if it is no folder, or may not be used; NO_SPACE
 */
export async function makePrivateFolder(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true, mode: OWNER_ONLY })
    if (process.platform !== 'win32') await chmod(dir, OWNER_ONLY)
  } catch (error) {
    throw refusalOf(error, dir)
  }
}

function refusalOf(error: unknown, folder: string): unknown {
  const { code } = error as NodeJS.ErrnoException
  const refuse = (message: string): EngineError =>
    new EngineError('INVALID', message, { details: { folder }, cause: error })
  if (code === 'EEXIST' || code === 'ENOTDIR') return refuse(`${folder} is not a folder.`)
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return refuse(`There is no permission to use the folder ${folder}.`)
  return isDiskFull(error) ? new EngineError('NO_SPACE', 'The disk is full.', { cause: error }) : error
}

/**
 * Makes sure that the folder of the home's socket exists and belongs to this user.
 * Call it before listening and before connecting, because another user who created the
 * folder could read everything that is sent through the socket.
 * @throws EngineError INVALID if it belongs to another user, others may enter it,
 * or it is not a folder
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
