// Where the files of one list are: what of them is here, and who is there for the rest. Read again when somebody comes or something is kept.
// Reference: it is told before anybody is asked for a byte.
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
