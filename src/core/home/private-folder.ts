// Folders that only this user may enter.
import { chmod, mkdir } from 'node:fs/promises'
import { isDiskFull } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'

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
