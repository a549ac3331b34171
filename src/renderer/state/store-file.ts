// Stores a chosen or dropped file. If the desktop knows its path, the engine reads it from there,
// so no bytes are sent, and an interruption loses nothing. Else the bytes are sent. compose →
// store.
import { EngineError, type AddedFile } from '../../core/contract/index.ts'
import type { Sending } from '../bridge/index.ts'
import type { App } from './app.svelte.ts'

/**
 * Resolves when the file is on disk. @throws INVALID, TOO_LARGE, NO_SPACE, CANCELLED, UNREACHABLE,
 * NOT_FOUND if it does not exist any longer
 */
export async function storeFile(app: App, file: File, { sealing, signal }: Sending): Promise<AddedFile> {
  const { files } = app.shell
  if (files.hand === null || !(await files.hand(file, sealing)))
    return files.send(file, { sealing, ...(signal && { signal }) })
  // Aborting the call would not stop the engine's work.
  const giveUp = (): void => void app.api.files.cancel({ sealing }).catch(() => undefined)
  signal?.addEventListener('abort', giveUp, { once: true })
  try {
    if (signal?.aborted) throw new EngineError('CANCELLED', 'It is not wanted any more.')
    return await app.api.handed.store({ sealing })
  } finally {
    signal?.removeEventListener('abort', giveUp)
  }
}
