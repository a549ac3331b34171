// Handed files: a file chosen or dropped on the desktop is stored directly from its path. Its bytes
// do not pass through the page.
// A noun of the host: the preload script gives the host a path under an id that the page generated.
// The page neither learns nor names a path.
import { call } from './calls.ts'
import type { AddedFile } from './files.ts'
import { id, z } from './schema.ts'

export const handedCalls = {
  /**
   * Stores the file that was handed over under this id. `files.pause` and `files.cancel` use the
   * same id. Resolves when it is on disk. Aborting the call does not stop the work; `files.cancel`
   * does. Only on the desktop's own port.
   * @throws NOT_FOUND if nothing was handed over under this id, and the codes of `files.add`
   */
  store: call<AddedFile>()(z.strictObject({ sealing: id })),
}
