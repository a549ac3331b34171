// A small JSON file next to Electron's own: read once, replaced as a whole. An unreadable file
// counts as missing.
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { EngineError } from '../../core/contract/index.ts'

export async function readKept(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return null
  }
}

/**
 * Resolves when content and name are on disk. The caller must serialize calls.
 * @throws NO_SPACE, INVALID if the path cannot be written; the old file is unchanged then
 */
export async function writeKept(path: string, value: unknown): Promise<void> {
  const temporary = `${path}.new`
  try {
    // In an empty home the folder does not exist yet.
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeSynced(temporary, JSON.stringify(value))
    await rename(temporary, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await rm(temporary, { force: true })
    throw toWriteRefusal(error)
  }
}

/** NO_SPACE, or INVALID if the path cannot be written. */
export function toWriteRefusal(error: unknown): EngineError {
  const { code, message } = error as NodeJS.ErrnoException
  const isFull = code === 'ENOSPC' || code === 'EDQUOT'
  return new EngineError(isFull ? 'NO_SPACE' : 'INVALID', message, { cause: error })
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Windows cannot open a folder, and writes names through without this. */
async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(dir, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
