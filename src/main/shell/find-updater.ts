// Finds the updater of a packed build that names a place for updates and the key that signs there.
// Every other build has none: it loads no updater and asks no host.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SignedFeed } from './signed-updates.ts'
import type { Updater } from './updates.ts'

/** `appDir` holds the package.json into which the build wrote place and key. @throws Error for a bad key */
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

/** Null for a build without the place or without the key. */
export async function findFeed(appDir: string): Promise<SignedFeed | null> {
  const text = await readFile(join(appDir, 'package.json'), 'utf8')
  const { updates } = JSON.parse(text) as { updates?: { url?: unknown; key?: unknown } }
  const { url, key } = updates ?? {}
  return typeof url === 'string' && typeof key === 'string' ? { url, key } : null
}
