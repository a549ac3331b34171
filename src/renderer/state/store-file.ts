// A file that the person chose or dropped, on its way into the store: from its path where the desktop knows one, so that nothing of it is
// sent and an end in the middle loses nothing; else sent. compose → store.
import { EngineError, type AddedFile } from '../../core/contract/index.ts'
import type { Sending } from '../bridge/index.ts'
import type { App } from './app.svelte.ts'

/** Resolves when it is on disk. @throws INVALID, TOO_LARGE, NO_SPACE, CANCELLED, UNREACHABLE, NOT_FOUND when it is there no more */
export async function storeFile(app: App, file: File, { sealing, signal }: Sending): Promise<AddedFile> {
  const { files } = app.shell
  if (files.hand === null || !(await files.hand(file, sealing)))
    return files.send(file, { sealing, ...(signal && { signal }) })
  // Ending the call would not end the work.
  const giveUp = (): void => void app.api.files.cancel({ sealing }).catch(() => undefined)
  signal?.addEventListener('abort', giveUp, { once: true })
  try {
    if (signal?.aborted) throw new EngineError('CANCELLED', 'It is not wanted any more.')
    return await app.api.handed.store({ sealing })
  } finally {
    signal?.removeEventListener('abort', giveUp)
  }
}
