// Finds the updater of a packed build whose package.json names an update URL and a signing key.
// Every other build has none, so it loads no updater and contacts no host.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SignedFeed } from './signed-updates.ts'
import type { Updater } from './updates.ts'

/**
 * `appDir` contains the package.json into which the build wrote URL and key.
 * @throws Error for an invalid key
 */
export async function findUpdater(isPackaged: boolean, appDir: string): Promise<Updater | null> {
  if (!isPackaged) return null
  const feed = await findFeed(appDir)
  if (feed === null) return null
  const [{ default: updating }, { useSignedFeed }] = await Promise.all([
    import('electron-updater'),
    import('./signed-updates.ts'),
  ])
  useSignedFeed(updating.autoUpdater, feed)
  return updating.autoUpdater
}

/** Null for a build without URL or key. */
export async function findFeed(appDir: string): Promise<SignedFeed | null> {
  const text = await readFile(join(appDir, 'package.json'), 'utf8')
  const { updates } = JSON.parse(text) as { updates?: { url?: unknown; key?: unknown } }
  const { url, key } = updates ?? {}
  return typeof url === 'string' && typeof key === 'string' ? { url, key } : null
}
