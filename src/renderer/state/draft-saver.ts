// Saves a text while it is being written: at each pause, one save at a time, with retries. The
// compose step. A crash loses at most what was typed since the last pause.

export type SaveState =
  /** Nothing is written yet. */
  | { kind: 'blank' }
  /** Some of the text is not on disk yet. */
  | { kind: 'unsaved' | 'saving' }
  | { kind: 'saved'; at: string }
  | { kind: 'failed'; error: unknown }

export interface SaverOptions {
  /** Saves the current text. Resolves with the time of the save. */
  save: () => Promise<string>
  onState: (state: SaveState) => void
  pauseMs?: number
  /** Saves after this time even without a pause in the typing. ms */
  longestMs?: number
  retryMs?: number
}

export class DraftSaver {
  readonly #options: Required<SaverOptions>
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Time of the oldest change that is not on disk; null if all is on disk. ms since the epoch. */
  #dirtySince: number | null = null
  #running: Promise<void> | null = null
  #isStopped = false

  constructor(options: SaverOptions) {
    this.#options = { pauseMs: 500, longestMs: 5000, retryMs: 3000, ...options }
  }

  /** Call this function after each change. */
  touch(): void {
    const now = Date.now()
    this.#dirtySince ??= now
    if (this.#isStopped) return
    if (this.#running === null) this.#options.onState({ kind: 'unsaved' })
    const longest = this.#dirtySince + this.#options.longestMs - now
    this.#plan(Math.max(0, Math.min(this.#options.pauseMs, longest)))
  }

  get isClean(): boolean {
    return this.#dirtySince === null && this.#running === null
  }

  /**
   * Saves the unsaved changes now. Resolves when all is on disk. @throws the error of the save; a
   * retry follows
   */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    while (!this.isClean && !this.#isStopped) {
      await (this.#running ??= this.#run())
    }
  }

  /** Saves again after `stop`. */
  restart(): void {
    this.#isStopped = false
    this.touch()
  }

  /** Saves what was written since `stop`. */
  resume(): void {
    this.#isStopped = false
    if (this.#dirtySince !== null) this.touch()
  }

  /** Stops saving; waits for a save in progress. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.settled()
  }

  /** Resolves when no save is in progress, also if it failed. */
  async settled(): Promise<void> {
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
