// Handed files: what a person chose or dropped on the desktop is stored from where it lies, and nothing of it passes through the page.
// The door's own noun: the preload tells the host a path under a name that the page drew, and the page learns no path and names none.
import { call } from './calls.ts'
import type { AddedFile } from './files.ts'
import { id, z } from './schema.ts'

export const handedCalls = {
  /**
   * Stores what was handed under this name, by which it is paused and cancelled, too; resolves when it is on disk. Ending the call does not
   * end the work: `files.cancel` does. Only at the desktop's own port.
   * @throws NOT_FOUND (nothing was handed), and as `files.add`
   */
  store: call<AddedFile>()(z.strictObject({ sealing: id })),
}
