// One engine to a home: two writers of one core would fork it, and nobody could tell which past is true.
// The lock is the operating system's, on an open file, so that it ends with the process however that ends.
import { type FileHandle, open } from 'node:fs/promises'
import { tryLock } from 'fs-native-extensions'
import { EngineError } from '../contract/errors.ts'
import { homePaths } from './paths.ts'
import { makePrivateFolder } from './private-folder.ts'

export interface HomeLock {
  /** Lets go. The file stays: removing it would let two processes lock two files of one name. */
  close(): Promise<void>
}

/**
 * Locks the home in `dir` (made if absent), against other processes and against other engines in this one.
 * @throws EngineError HOME_LOCKED at once, with the holder's `pid` in the details where it can be read
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
  // On Windows a locked file cannot be read either.
  const text = await file.readFile('utf8').catch(() => '')
  const details: { pid?: number } = /^\d+$/.test(text) ? { pid: Number(text) } : {}
  const holder = details.pid === undefined ? '' : ` (process ${details.pid})`
  return new EngineError('HOME_LOCKED', `Another Fumikura${holder} has this home open.`, { details })
}
