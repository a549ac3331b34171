// The space that the store and the cache of others' files use, as the engine measures it; and how
// to free it. After state, because a stored file stays until the person deletes it here.
import type {
  Deletion,
  DeletionStanding,
  FileId,
  KeptItem,
  OwnItem,
  RefText,
  SpaceReport,
} from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

/** Only the largest are listed, because they free the most space. */
const SHOWN = 50
/** The most that the engine lists at once. */
const MOST_KEPT = 1000

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
      // Adding a folder causes one event for each file.
      settleMs: 400,
    })
  }

  /** Null until the report is read. */
  get report(): SpaceReport | null {
    return this.value?.report ?? null
  }

  /** The largest files and letters of this person. */
  get own(): readonly OwnItem[] {
    return this.value?.own ?? []
  }

  /** The largest of the cached files of others. */
  get kept(): readonly KeptItem[] {
    return this.value?.kept ?? []
  }

  /** Returns the effect of deleting each of them. @throws NOT_FOUND, NOT_YOURS */
  async explain(refs: readonly RefText[]): Promise<Deletion[]> {
    const found: Deletion[] = []
    for (const ref of refs) found.push(await this.app.api.space.explainDeletion({ ref }))
    return found
  }

  /**
   * Returns how many were deleted, the others are only unlisted; and what is not certain of them.
   * `withFiles` also deletes the files of an album. @throws NOT_FOUND, NOT_YOURS
   */
  async delete(
    refs: readonly RefText[],
    withFiles = false,
  ): Promise<{ deleted: number; waiting: DeletionStanding[] }> {
    const waiting: DeletionStanding[] = []
    let deleted = 0
    for (const ref of refs) {
      const done = await this.app.api.space.delete({ ref, withFiles })
      if (done.waiting !== null) waiting.push(done.waiting)
      if (done.isDestroyed || done.waiting !== null) deleted++
    }
    this.readSoon()
    return { deleted, waiting }
  }

  /**
   * Fetches whole files and keeps them. Returns what ends that, for those that were not kept
   * before.
   * @throws AUTHOR_AWAY, UNREACHABLE, QUOTA, NO_SPACE
   */
  async pin(files: readonly FileId[]): Promise<() => Promise<void>> {
    const { kept } = this.app.api.space
    const before = await kept({ order: 'largest', limit: MOST_KEPT })
    const isPinned = (file: FileId): boolean => before.some((one) => one.isPinned && one.file === file)
    // One that is not listed could be kept already, and must then stay so.
    const fresh = before.length < MOST_KEPT ? files.filter((file) => !isPinned(file)) : []
    for (const file of files) await this.app.api.space.pin({ target: { file } })
    this.readSoon()
    return () => this.unpin(fresh)
  }

  async unpin(files: readonly FileId[]): Promise<void> {
    for (const file of files) await this.app.api.space.unpin({ target: { file } })
    this.readSoon()
  }

  /** The file can be fetched again later. @throws NOT_FOUND */
  async drop(file: FileId): Promise<void> {
    await this.app.api.space.drop({ target: { file } })
    await this.read()
  }

  async setQuota(bytes: number): Promise<void> {
    await this.app.api.space.setQuota({ bytes })
    await this.read()
  }

  /** Returns how many bytes the disk got back. @throws NO_SPACE */
  async giveBack(): Promise<number> {
    const { bytes } = await this.app.api.space.giveBack({})
    await this.read()
    return bytes
  }
}
