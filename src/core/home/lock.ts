// Allows one engine per home, because two writers of one core would fork it, and then
// nobody could know which version is true. The operating system holds the lock on
// an open file, so the lock ends with the process, also after a crash.
import { type FileHandle, open } from 'node:fs/promises'
import { tryLock } from 'fs-native-extensions'
import { EngineError } from '../contract/errors.ts'
import { homePaths } from './paths.ts'
import { makePrivateFolder } from './private-folder.ts'

export interface HomeLock {
  /**
   * Releases the lock. The file stays, because if it were removed, two processes could lock
   * two files of the same name.
   */
  close(): Promise<void>
}

/**
 * Locks the home in `dir` (created if it does not exist) against other processes
 * and against other engines in this process.
 * @throws EngineError HOME_LOCKED at once, with the `pid` of the holder in the
 * details if it can be read
 */
export async function lockHome(dir: string): Promise<HomeLock> {
  await makePrivateFolder(dir)
  const file = await open(homePaths(dir).lock, 'a+', 0o600)
  try {
    if (!tryLock(file.fd)) throw await heldBy(file)
    await file.truncate(0)
    await file.write(String(process.pid))
  } catch (error) {
    await file.close()
    throw error
  }
  return { close: () => file.close() }
}

async function heldBy(file: FileHandle): Promise<EngineError> {
  // On Windows a locked file cannot be read.
  const text = await file.readFile('utf8').catch(() => '')
  const details: { pid?: number } = /^\d+$/.test(text) ? { pid: Number(text) } : {}
  const holder = details.pid === undefined ? '' : ` (process ${details.pid})`
  return new EngineError('HOME_LOCKED', `Another Fumikura${holder} has this home open.`, { details })
}
