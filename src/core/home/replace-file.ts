// Replaces a small file atomically, so after a crash it contains either the old or the
// new text completely. home.json is written this way, because without it the storage key is
// lost, and every message with it.
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isDiskFull } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'

/**
 * Replaces the file at `path`; only its owner may read it. Resolves when content
 * and name are on the disk.
 * @throws EngineError NO_SPACE; the old file then stays unchanged
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const unfinished = `${path}.unfinished`
  try {
    await writeSynced(unfinished, text)
    await rename(unfinished, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await rm(unfinished, { force: true })
    throw isDiskFull(error)
      ? new EngineError('NO_SPACE', 'there is no space left on the disk', { cause: error })
      : error
  }
}

/**
 * Syncs the names in `dir` to the disk. Windows cannot open a folder, and writes
 * names through without a sync.
 */
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
    // A file that an earlier crash left keeps its old mode.
    await file.chmod(0o600)
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}
