// The files of one letter that are not stored yet: waiting, storing, paused or refused. compose →
// store: the bridge carries the bytes; the engine reports the progress.
import {
  EngineError,
  type Attachment,
  type ErrorCode,
  type FileId,
  type SealingFile,
  type SealingId,
} from '../../core/contract/index.ts'
import { drawSealing } from '../bridge/page-files.ts'
import { loadPart } from '../bridge/parts.ts'
import type { Preview } from '../files/previews.ts'
import { m } from '../messages/messages.svelte.ts'
import type { App } from './app.svelte.ts'
import type { Composition } from './composition.svelte.ts'
import type { Lanes } from './lanes.ts'
import { storeFile } from './store-file.ts'

/** A file without a preview is still attached, also while the part cannot be loaded. */
async function previewOf(file: File): Promise<Preview | null> {
  try {
    return await (await loadPart(() => import('../files/previews.ts'))).makePreview(file)
  } catch {
    return null
  }
}

/** The most files that a letter can attach. */
const MAX_ATTACHED = 200

export type PendingStep =
  /** The file waits for its turn in the queue. */
  | { step: 'waiting' }
  /** `done` is in bytes; null for a small file, which is stored in one step. */
  | { step: 'storing' | 'paused'; done: number | null }
  | { step: 'refused'; code: ErrorCode }

interface Surroundings {
  lanes: Lanes
  /** The progress that the engine reports; null if it knows no file with this id. */
  progressOf: (id: SealingId) => SealingFile | null
}

/** Called once a file is attached. */
export type OnAttached = (attachment: Attachment) => void

/** One file that is not stored yet. */
export class PendingFile {
  readonly file: File
  readonly onattached: OnAttached | undefined
  /** Counts the files that the person added to the letter. */
  readonly order: number
  readonly #progressOf: Surroundings['progressOf']
  sealing = $state.raw<SealingId>(drawSealing())
  ending = new AbortController()
  isMyTurn = $state(false)
  refusal = $state.raw<ErrorCode | null>(null)
  preview = $state.raw<Preview | null>(null)

  constructor(file: File, order: number, progressOf: Surroundings['progressOf'], onattached?: OnAttached) {
    this.file = file
    this.order = order
    this.onattached = onattached
    this.#progressOf = progressOf
  }

  get step(): PendingStep {
    if (this.refusal !== null) return { step: 'refused', code: this.refusal }
    if (!this.isMyTurn) return { step: 'waiting' }
    const told = this.#progressOf(this.sealing)
    return { step: told?.state === 'paused' ? 'paused' : 'storing', done: told?.done ?? null }
  }
}

export class Attaching {
  readonly #app: App
  readonly #composition: Composition
  readonly #around: Surroundings
  #pending = $state.raw<readonly PendingFile[]>([])
  #added = 0
  /** When each file was added, in the order of the person; a small one is stored before a large one. */
  readonly #orders = new Map<FileId, number>()
  #idle: (() => void)[] = []

  constructor(app: App, composition: Composition, around: Surroundings) {
    this.#app = app
    this.#composition = composition
    this.#around = around
  }

  get pending(): readonly PendingFile[] {
    return this.#pending
  }

  /** True while a file is stored or waits, and needs no decision of the person. */
  get isBusy(): boolean {
    return this.#pending.some(({ refusal }) => refusal === null)
  }

  get hasRefused(): boolean {
    return this.#pending.some(({ refusal }) => refusal !== null)
  }

  /** Adds files, and says so; also which are not added, or why none can be. `folders`: how many were left out. */
  attach(files: readonly File[], folders = 0, onattached?: OnAttached): void {
    const { toasts, announcer, needs } = this.#app
    const whyNot = needs.whyNot('files.add')
    if (whyNot !== null) return needs.say(whyNot)
    const left = this.add(files, onattached)
    if (left > 0) toasts.show({ text: m.attachments.tooMany(MAX_ATTACHED), tone: 'problem' })
    if (folders > 0) toasts.show({ text: m.attachments.noFolders, tone: 'problem' })
    if (files.length > left) announcer.say(m.attachments.added(files.length - left))
  }

  /** Adds as many files as the letter can take. Returns how many did not fit. */
  add(files: readonly File[], onattached?: OnAttached): number {
    const room = MAX_ATTACHED - this.#composition.content.attachments.length - this.#pending.length
    const taken = files
      .slice(0, Math.max(0, room))
      .map((file) => new PendingFile(file, this.#added++, this.#around.progressOf, onattached))
    this.#pending = [...this.#pending, ...taken]
    for (const pending of taken) void this.#run(pending)
    return files.length - taken.length
  }

  async pause({ sealing }: PendingFile): Promise<void> {
    await this.#app.api.files.pause({ sealing }).catch(ignoreGone)
  }

  async resume({ sealing }: PendingFile): Promise<void> {
    await this.#app.api.files.resume({ sealing }).catch(ignoreGone)
  }

  /** Removes the file and everything already stored of it. */
  cancel(pending: PendingFile): void {
    pending.ending.abort()
    this.#drop(pending)
    void this.#app.api.files.cancel({ sealing: pending.sealing }).catch(() => undefined)
  }

  retry(pending: PendingFile): void {
    pending.sealing = drawSealing()
    pending.ending = new AbortController()
    pending.refusal = null
    void this.#run(pending)
  }

  /** Retries the files that failed while the engine was unreachable. */
  retryUnreached(): void {
    for (const pending of this.#pending) if (pending.refusal === 'UNREACHABLE') this.retry(pending)
  }

  cancelAll(): void {
    for (const pending of this.#pending) this.cancel(pending)
  }

  /** Resolves when no file is being stored or waits. Refused files can remain. */
  settled(): Promise<void> {
    return this.isBusy ? new Promise((resolve) => this.#idle.push(resolve)) : Promise.resolve()
  }

  /** Removes a stored file from the letter; the file stays in the store. */
  remove(attachment: Attachment): void {
    const { attachments } = this.#composition.content
    this.#composition.change({ attachments: attachments.filter(({ file }) => file !== attachment.file) })
  }

  /** Removes files by their ids. */
  removeAll(files: readonly string[]): void {
    const { attachments } = this.#composition.content
    if (files.length === 0) return
    this.#composition.change({ attachments: attachments.filter(({ file }) => !files.includes(file)) })
  }

  async #run(pending: PendingFile): Promise<void> {
    const { signal } = pending.ending
    const previewing = pending.preview === null ? previewOf(pending.file) : Promise.resolve(pending.preview)
    void previewing.then((preview) => (pending.preview = preview))
    const leave = await this.#around.lanes.enter(pending.file.size)
    try {
      if (signal.aborted) return
      pending.isMyTurn = true
      const added = await storeFile(this.#app, pending.file, { sealing: pending.sealing, signal })
      leave()
      const attachment = await this.#describe(added, await previewing)
      if (!signal.aborted) this.#attach(pending, attachment)
    } catch (error) {
      if (signal.aborted) return
      pending.refusal = error instanceof EngineError ? error.code : 'INTERNAL'
    } finally {
      leave()
      pending.isMyTurn = false
      this.#notifyIdle()
    }
  }

  /** A file that already has a preview keeps it. */
  async #describe(added: Attachment, preview: Preview | null): Promise<Attachment> {
    const { file } = added
    if (preview === null || added.preview !== null) return added
    const { url, width, height } = preview
    // A letter without a preview is better than no letter.
    return this.#app.api.files.describe({ file, preview: url, width, height }).catch(() => added)
  }

  #attach(pending: PendingFile, { file, name, size, type, preview, facts }: Attachment): void {
    this.#pending = this.#pending.filter((other) => other !== pending)
    const taken = { file, name, size, type, preview, facts }
    this.#orders.set(file, pending.order)
    this.#composition.attach(taken, (other) => (this.#orders.get(other.file) ?? -1) > pending.order)
    pending.onattached?.(taken)
  }

  #drop(pending: PendingFile): void {
    this.#pending = this.#pending.filter((other) => other !== pending)
    this.#notifyIdle()
  }

  #notifyIdle(): void {
    if (this.isBusy) return
    for (const resolve of this.#idle.splice(0)) resolve()
  }
}

/** Ignores the error of a file that is stored meanwhile, or too small to be stopped. */
function ignoreGone(error: unknown): void {
  if (!(error instanceof EngineError)) throw error
}
