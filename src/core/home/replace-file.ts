// Writing a small file so that after any crash either the old or the new text is there, whole.
// home.json goes this way: without it the ledger's key could not be unwrapped and every message would be lost.
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { EngineError } from '../contract/errors.ts'

/**
 * Replaces the file at `path`, readable by its owner only. Resolves when both content and name are on the disk.
 * @throws EngineError NO_SPACE; the file is then as it was
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const unfinished = `${path}.unfinished`
  try {
    await writeSynced(unfinished, text)
    await rename(unfinished, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await rm(unfinished, { force: true })
    throw isNoSpace(error)
      ? new EngineError('NO_SPACE', 'there is no space left on the disk', { cause: error })
      : error
  }
}

/** Presses the names in `dir` onto the disk. Windows cannot open a folder, and writes names through by itself. */
export async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(dir, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600)
  try {
    // A leftover of an earlier crash keeps the mode it had.
    await file.chmod(0o600)
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

function isNoSpace(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ENOSPC' || code === 'EDQUOT'
}
