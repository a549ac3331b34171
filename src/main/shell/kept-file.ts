// A small JSON file beside Electron's own: read once, replaced whole. What cannot be read counts as not there.
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
 * Content and name are on disk when it resolves; one after the other is the caller's to see to.
 * @throws NO_SPACE, INVALID when the place cannot be written to; the file is then as it was
 */
export async function writeKept(path: string, value: unknown): Promise<void> {
  const temporary = `${path}.new`
  try {
    // The folder of an empty home is not there yet.
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeSynced(temporary, JSON.stringify(value))
    await rename(temporary, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await rm(temporary, { force: true })
    throw toWriteRefusal(error)
  }
}

/** NO_SPACE, or INVALID for a place that cannot be written to. */
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

/** Windows cannot open a folder, and writes names through by itself. */
async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(dir, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
