// What the store holds and what is kept of others, as the engine measured it; and what makes room.
// After state: what is stored stays until somebody decides otherwise, and that is decided here.
import type { Deletion, FileId, KeptItem, OwnItem, RefText, SpaceReport } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'

const SETTLE_MS = 400
/** The largest are what one looks for. */
const SHOWN = 50

export class Space {
  readonly #app: App
  #report = $state.raw<SpaceReport | null>(null)
  #own = $state.raw<readonly OwnItem[]>([])
  #kept = $state.raw<readonly KeptItem[]>([])
  #error = $state.raw<unknown>(null)
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(app: App) {
    this.#app = app
  }

  /** Null until it was read. */
  get report(): SpaceReport | null {
    return this.#report
  }

  /** The largest of what is mine. */
  get own(): readonly OwnItem[] {
    return this.#own
  }

  /** Of others' files those that take up most here. */
  get kept(): readonly KeptItem[] {
    return this.#kept
  }

  get error(): unknown {
    return this.#error
  }

  /** Reads, and follows it until the returned function is called. */
  listen(): () => void {
    void this.read()
    const types = ['space-changed', 'file-changed', 'letter-changed', 'reconnected'] as const
    const stops = types.map((type) => this.#app.events.on(type, () => this.#readSoon()))
    return () => {
      clearTimeout(this.#timer)
      this.#timer = undefined
      for (const stop of stops) stop()
    }
  }

  async read(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const { space } = this.#app.api
    try {
      this.#report = await space.report({})
      this.#own = await space.own({ order: 'largest', limit: SHOWN })
      this.#kept = await space.kept({ order: 'largest', limit: SHOWN })
      this.#error = null
    } catch (error) {
      this.#error = error
    }
  }

  /** What deleting each of them would mean. @throws NOT_FOUND, NOT_YOURS */
  async explain(refs: readonly RefText[]): Promise<Deletion[]> {
    const found: Deletion[] = []
    for (const ref of refs) found.push(await this.#app.api.space.explainDeletion({ ref }))
    return found
  }

  /** Gives how many were destroyed; the others only left the list. Albums with the files in them, or without. @throws NOT_FOUND, NOT_YOURS */
  async delete(refs: readonly RefText[], withFiles = false): Promise<number> {
    let destroyed = 0
    for (const ref of refs)
      if ((await this.#app.api.space.delete({ ref, withFiles })).isDestroyed) destroyed++
    this.#readSoon()
    return destroyed
  }

  /** Fetched in whole, and kept. @throws AUTHOR_AWAY, UNREACHABLE, QUOTA, NO_SPACE */
  async pin(files: readonly FileId[]): Promise<void> {
    for (const file of files) await this.#app.api.space.pin({ target: { file } })
    this.#readSoon()
  }

  async unpin(files: readonly FileId[]): Promise<void> {
    for (const file of files) await this.#app.api.space.unpin({ target: { file } })
    this.#readSoon()
  }

  /** Can be fetched again. @throws NOT_FOUND */
  async drop(file: FileId): Promise<void> {
    await this.#app.api.space.drop({ target: { file } })
    await this.read()
  }

  async setQuota(bytes: number): Promise<void> {
    await this.#app.api.space.setQuota({ bytes })
    await this.read()
  }

  /** Gives what the disk got back. @throws NO_SPACE */
  async giveBack(): Promise<number> {
    const { bytes } = await this.#app.api.space.giveBack({})
    await this.read()
    return bytes
  }

  #readSoon(): void {
    this.#timer ??= setTimeout(() => void this.read(), SETTLE_MS)
  }
}
