// Where the files of a list are: which are here, and who is online for the others. Read again when
// a contact connects or a file is kept. Reference: known before any byte is requested.
import type { FileId, FileWhereabouts } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

export class Whereabouts extends LiveRead<ReadonlyMap<FileId, FileWhereabouts>> {
  constructor(app: App, files: readonly FileId[]) {
    super(app, {
      read: async () => {
        const told = await app.api.files.where({ files: [...files] })
        return new Map(told.map((where) => [where.file, where]))
      },
      after: ['contact-changed', 'space-changed'],
      settleMs: 150,
    })
  }

  /** Null until it is known. */
  of(file: FileId): FileWhereabouts | null {
    return this.value?.get(file) ?? null
  }
}
