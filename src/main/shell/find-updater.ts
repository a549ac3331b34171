// The updater of a packed build that names a place to look at; else none. Loaded only there.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Updater } from './updates.ts'

/** electron-builder writes app-update.yml beside the app when the build was given a place to publish to. */
export async function findUpdater(isPackaged: boolean, resources: string): Promise<Updater | null> {
  if (!isPackaged || !existsSync(join(resources, 'app-update.yml'))) return null
  const { default: updating } = await import('electron-updater')
  return updating.autoUpdater
}
