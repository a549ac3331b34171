// Adds files to this person's own store, a few at a time: pause, resume, cancel, retry what was
// refused. Before compose. A stored file can be linked by any later letter.
import { loadPart } from '../bridge/parts.ts'
import {
  EngineError,
  type ErrorCode,
  type FileId,
  type RefText,
  type SealingFile,
  type SealingId,
} from '../../core/contract/index.ts'
import { drawSealing } from '../bridge/index.ts'
import { codeOf } from '../messages/errors.ts'
import { Albums } from './albums.svelte.ts'
import type { App } from './app.svelte.ts'
import { storeFile } from './store-file.ts'

/** Uploads that run at once. More would only wait for the same disk. */
const LANES = 3
/** Files that one call adds to an album. */
const ALBUM_BATCH = 100

export interface Waiting {
  file: File
  /** The album that also gets the file; null if none does. */
  album: RefText | null
  /** The place among all added files, which the album keeps. */
  order: number
}

/** Small files report no progress. */
export type StoringFile = Pick<SealingFile, 'sealing' | 'name' | 'size' | 'done'>

export interface Refusal extends Waiting {
  code: ErrorCode
}

/** How long the result is shown if nothing was refused: as long as a toast. */
const RESULT_MS = 6000

const NONE = { total: 0, added: 0, known: 0, refused: 0 }

export class Adding {
  readonly #app: App
  /** Not reactive, because it holds thousands of entries that no screen lists. */
  #waiting: Waiting[] = []
  readonly #albums = new Map<RefText, { file: FileId; order: number }[]>()
  #lastOrder = 0
  #ending = new AbortController()
  #passing: ReturnType<typeof setTimeout> | undefined
  #counts = $state.raw(NONE)
  #storing = $state.raw<readonly StoringFile[]>([])
  #refusals = $state.raw<readonly Refusal[]>([])
  #isPaused = $state(false)

  constructor(app: App) {
    this.#app = app
    app.events.on('reconnected', () => this.retry('UNREACHABLE'))
    app.events.on('sealing-changed', ({ sealing, progress }) => {
      if (progress !== null) this.#updateProgress(sealing, progress.done)
    })
  }

  get counts(): Readonly<typeof NONE> {
    return this.#counts
  }

  /** How many of `counts.total` are finished, whatever their outcome. */
  get done(): number {
    return this.#counts.added + this.#counts.known + this.#counts.refused
  }

  get isUnderWay(): boolean {
    return this.done < this.#counts.total
  }

  get isPaused(): boolean {
    return this.#isPaused
  }

  /** Files that are being stored now. */
  get storing(): readonly StoringFile[] {
    return this.#storing
  }

  get refusals(): readonly Refusal[] {
    return this.#refusals
  }

  /** Appends to the end of the queue. */
  add(files: readonly File[], album: RefText | null = null): void {
    if (files.length === 0) return
    const { needs } = this.#app
    const whyNot = needs.whyNot('files.add')
    if (whyNot !== null) return needs.say(whyNot)
    if (!this.isUnderWay) this.clear()
    clearTimeout(this.#passing)
    for (const file of files) this.#waiting.push({ file, album, order: ++this.#lastOrder })
    this.#count({ total: files.length })
    this.#fillLanes()
  }

  async pause(): Promise<void> {
    this.#isPaused = true
    await Promise.allSettled(this.#storing.map(({ sealing }) => this.#app.api.files.pause({ sealing })))
  }

  async resume(): Promise<void> {
    this.#isPaused = false
    this.#fillLanes()
    await Promise.allSettled(this.#storing.map(({ sealing }) => this.#app.api.files.resume({ sealing })))
  }

  /** Keeps the files that are already stored; drops those being stored and those that wait. */
  cancel(): void {
    this.#ending.abort()
    this.#ending = new AbortController()
    this.#waiting = []
    this.#isPaused = false
    this.#counts = { ...this.#counts, total: this.done }
    void this.#fileAway()
    this.#passSoon()
  }

  /** Queues the refused files again; with `code`, only those refused with that code. */
  retry(code?: ErrorCode): void {
    const again = this.#refusals.filter((refusal) => code === undefined || refusal.code === code)
    this.#refusals = this.#refusals.filter((refusal) => !again.includes(refusal))
    this.#count({ refused: -again.length })
    for (const refusal of again) this.#waiting.push(refusal)
    this.#fillLanes()
  }

  /** Clears the counts and the refused files. */
  clear(): void {
    clearTimeout(this.#passing)
    this.#counts = NONE
    this.#refusals = []
  }

  #fillLanes(): void {
    while (!this.#isPaused && this.#storing.length < LANES && this.#waiting.length > 0)
      void this.#store(this.#waiting.shift()!)
    if (this.#waiting.length > 0 || this.#storing.length > 0) return
    void this.#fileAway()
    this.#passSoon()
  }

  /** A result without a refused file needs nobody to close it. */
  #passSoon(): void {
    clearTimeout(this.#passing)
    if (this.isUnderWay || this.#refusals.length > 0) return
    this.#passing = setTimeout(() => this.clear(), RESULT_MS)
  }

  async #store(waiting: Waiting): Promise<void> {
    const sealing = drawSealing()
    const { name, size } = waiting.file
    const { signal } = this.#ending
    this.#storing = [...this.#storing, { sealing, name, size, done: 0 }]
    try {
      const added = await storeFile(this.#app, waiting.file, { sealing, signal })
      if (added.preview === null) await this.#describe(added.file, waiting.file)
      if (signal.aborted) return
      this.#count(added.isKnown ? { known: 1 } : { added: 1 })
      this.#rememberAlbum(waiting, added.file)
    } catch (error) {
      if (!signal.aborted) this.#refuse(waiting, codeOf(error))
    } finally {
      this.#storing = this.#storing.filter((other) => other.sealing !== sealing)
      this.#fillLanes()
    }
  }

  /** A file without a preview is still a valid file. */
  async #describe(file: FileId, blob: File): Promise<void> {
    const { makePreview } = await loadPart(() => import('../files/previews.ts'))
    const made = await makePreview(blob)
    if (made === null) return
    const { url: preview, width, height } = made
    await this.#app.api.files.describe({ file, preview, width, height }).catch((error: unknown) => {
      if (!(error instanceof EngineError)) throw error
    })
  }

  #refuse(waiting: Waiting, code: ErrorCode): void {
    this.#refusals = [...this.#refusals, { ...waiting, code }]
    this.#count({ refused: 1 })
  }

  #rememberAlbum({ album, order }: Waiting, file: FileId): void {
    if (album === null) return
    const files = this.#albums.get(album) ?? []
    this.#albums.set(album, [...files, { file, order }])
    if (files.length + 1 >= ALBUM_BATCH) void this.#fileAway()
  }

  async #fileAway(): Promise<void> {
    const batches = [...this.#albums]
    this.#albums.clear()
    for (const [album, files] of batches) {
      // A small file that began later may be stored before a large one.
      const inOrder = files.sort((one, other) => one.order - other.order).map(({ file }) => file)
      await this.#app.attempt(() => this.#app.noun(Albums).add(album, inOrder))
    }
  }

  #updateProgress(sealing: SealingId, done: number): void {
    this.#storing = this.#storing.map((one) => (one.sealing === sealing ? { ...one, done } : one))
  }

  #count(more: Partial<typeof NONE>): void {
    const { total, added, known, refused } = this.#counts
    this.#counts = {
      total: total + (more.total ?? 0),
      added: added + (more.added ?? 0),
      known: known + (more.known ?? 0),
      refused: refused + (more.refused ?? 0),
    }
  }
}
