// Keeps a text on disk while it is being written: at every pause, one save at a time, tried again until it is there.
// The compose step: what a crash can take is at most what was typed since the last pause.

export type SaveState =
  /** Nothing was written yet. */
  | { kind: 'blank' }
  /** There is something that is not on disk yet. */
  | { kind: 'unsaved' | 'saving' }
  | { kind: 'saved'; at: string }
  | { kind: 'failed'; error: unknown }

export interface SaverOptions {
  /** Resolves with the time when what is written now is on disk. */
  save: () => Promise<string>
  onState: (state: SaveState) => void
  pauseMs?: number
  /** Somebody who never pauses is saved all the same. */
  longestMs?: number
  retryMs?: number
}

export class DraftSaver {
  readonly #options: Required<SaverOptions>
  #timer: ReturnType<typeof setTimeout> | undefined
  /** When the oldest change was made that is not on disk; null when all is. ms since the epoch. */
  #dirtySince: number | null = null
  #running: Promise<void> | null = null
  #isStopped = false

  constructor(options: SaverOptions) {
    this.#options = { pauseMs: 500, longestMs: 5000, retryMs: 3000, ...options }
  }

  /** Something changed. */
  touch(): void {
    if (this.#isStopped) return
    const now = Date.now()
    this.#dirtySince ??= now
    if (this.#running === null) this.#options.onState({ kind: 'unsaved' })
    const longest = this.#dirtySince + this.#options.longestMs - now
    this.#plan(Math.max(0, Math.min(this.#options.pauseMs, longest)))
  }

  get isClean(): boolean {
    return this.#dirtySince === null && this.#running === null
  }

  /** Saves now what is not saved. Resolves when all is on disk. @throws what the save threw; it is then tried again */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    while (!this.isClean && !this.#isStopped) {
      await (this.#running ??= this.#run())
    }
  }

  /** Nothing is saved any more; waits for a save that is under way. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#running?.catch(() => undefined)
  }

  #plan(afterMs: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush().catch(() => undefined), afterMs)
  }

  async #run(): Promise<void> {
    const { save, onState, retryMs } = this.#options
    const since = this.#dirtySince
    this.#dirtySince = null
    onState({ kind: 'saving' })
    try {
      const at = await save()
      onState(this.#dirtySince === null ? { kind: 'saved', at } : { kind: 'unsaved' })
    } catch (error) {
      this.#dirtySince = since
      onState({ kind: 'failed', error })
      if (!this.#isStopped) this.#plan(retryMs)
      throw error
    } finally {
      this.#running = null
    }
  }
}
