// What the store holds and what is kept of others, as the engine measured it; and what makes room.
// After state: what is stored stays until somebody decides otherwise, and that is decided here.
import type { Deletion, FileId, KeptItem, OwnItem, RefText, SpaceReport } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

/** The largest are what one looks for. */
const SHOWN = 50

interface Measured {
  report: SpaceReport
  own: readonly OwnItem[]
  kept: readonly KeptItem[]
}

export class Space extends LiveRead<Measured> {
  constructor(app: App) {
    const { space } = app.api
    super(app, {
      read: async () => ({
        report: await space.report({}),
        own: await space.own({ order: 'largest', limit: SHOWN }),
        kept: await space.kept({ order: 'largest', limit: SHOWN }),
      }),
      after: ['space-changed', 'file-changed', 'letter-changed'],
      // A folder that is being added tells of each of its files.
      settleMs: 400,
    })
  }

  /** Null until it was read. */
  get report(): SpaceReport | null {
    return this.value?.report ?? null
  }

  /** The largest of what is mine. */
  get own(): readonly OwnItem[] {
    return this.value?.own ?? []
  }

  /** Of others' files those that take up most here. */
  get kept(): readonly KeptItem[] {
    return this.value?.kept ?? []
  }

  /** What deleting each of them would mean. @throws NOT_FOUND, NOT_YOURS */
  async explain(refs: readonly RefText[]): Promise<Deletion[]> {
    const found: Deletion[] = []
    for (const ref of refs) found.push(await this.app.api.space.explainDeletion({ ref }))
    return found
  }

  /** Gives how many were destroyed; the others only left the list. Albums with the files in them, or without. @throws NOT_FOUND, NOT_YOURS */
  async delete(refs: readonly RefText[], withFiles = false): Promise<number> {
    let destroyed = 0
    for (const ref of refs) if ((await this.app.api.space.delete({ ref, withFiles })).isDestroyed) destroyed++
    this.readSoon()
    return destroyed
  }

  /** Fetched in whole, and kept. @throws AUTHOR_AWAY, UNREACHABLE, QUOTA, NO_SPACE */
  async pin(files: readonly FileId[]): Promise<void> {
    for (const file of files) await this.app.api.space.pin({ target: { file } })
    this.readSoon()
  }

  async unpin(files: readonly FileId[]): Promise<void> {
    for (const file of files) await this.app.api.space.unpin({ target: { file } })
    this.readSoon()
  }

  /** Can be fetched again. @throws NOT_FOUND */
  async drop(file: FileId): Promise<void> {
    await this.app.api.space.drop({ target: { file } })
    await this.read()
  }

  async setQuota(bytes: number): Promise<void> {
    await this.app.api.space.setQuota({ bytes })
    await this.read()
  }

  /** Gives what the disk got back. @throws NO_SPACE */
  async giveBack(): Promise<number> {
    const { bytes } = await this.app.api.space.giveBack({})
    await this.read()
    return bytes
  }
}
