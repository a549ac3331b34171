// What the page shows of the engine: read, kept, and read again soon after something has changed.
// It serves the whole life of a message. An event says that something changed, a reading says how
// it is now.
import { untrack } from 'svelte'
import type { App } from './app.svelte.ts'
import type { AppEvent, AppEventType } from './events.ts'

/** Debounces events, so several events within this time cause one question to the engine. */
const SETTLE_MS = 60

export interface LiveReadParts<T> {
  read: () => Promise<T>
  /** The events that cause a new reading; `reconnected` always does. */
  after: readonly Exclude<AppEventType, 'reconnected'>[]
  /** If omitted, every event of these types counts. */
  isConcerned?: (event: AppEvent) => boolean
  /** Handles further events, which cause no reading. */
  on?: { [Type in AppEventType]?: (event: Extract<AppEvent, { type: Type }>) => void }
  /** Longer where events are frequent or a reading is expensive. */
  settleMs?: number
  /** True if a hidden page reads too. */
  isReadHidden?: boolean
}

export class LiveRead<T> {
  protected readonly app: App
  readonly #parts: LiveReadParts<T>
  #value = $state.raw<T | null>(null)
  #error = $state.raw<unknown>(null)
  #isLoading = $state(false)
  /** Readings are numbered in the order in which they begin. */
  #begun = 0
  /** The latest reading that has ended. The answer of an earlier one is out of date. */
  #ended = 0
  #listeners = 0
  #stops: readonly (() => void)[] = []
  /** True if something has changed since the last reading began. */
  #isDue = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(app: App, parts: LiveReadParts<T>) {
    this.app = app
    this.#parts = parts
  }

  /** The latest answer; null until the first success. */
  get value(): T | null {
    return this.#value
  }

  /**
   * The error of the latest reading; null if it succeeded. The value of an earlier reading stays.
   */
  get error(): unknown {
    return this.#error
  }

  /** True while the latest reading has no answer. */
  get isLoading(): boolean {
    return this.#isLoading
  }

  /** Reads, and reads again after events until the returned function is called. */
  listen(): () => void {
    if (this.#listeners++ === 0) this.#begin()
    let isListening = true
    return () => {
      if (!isListening) return
      isListening = false
      if (--this.#listeners === 0) this.#stop()
    }
  }

  /** Reads now. Resolves when this reading has ended, also if it failed. */
  async read(): Promise<void> {
    const turn = ++this.#begun
    this.#isLoading = true
    this.#isDue = false
    this.#clearTimer()
    try {
      const value = await untrack(this.#parts.read)
      if (turn > this.#ended) this.#accept(turn, value)
    } catch (error) {
      if (turn > this.#ended) this.#end(turn, error)
    }
  }

  /**
   * Reads for a changed question: drops pending answers to the old one. The old value stays until
   * then.
   */
  readAnew(): Promise<void> {
    this.#ended = this.#begun
    return this.read()
  }

  /** Reads soon; several calls cause one reading. A hidden page mostly waits until it is visible. */
  readSoon(): void {
    this.#isDue = true
    this.#catchUp()
  }

  /**
   * Sets the value that the engine returned for an act, because it is newer than every reading in
   * progress.
   */
  set(value: T): void {
    const isOvertaken = this.#begun > this.#ended
    this.#accept(this.#begun, value)
    // The change that caused the dropped reading can be later than the act.
    if (isOvertaken) this.readSoon()
  }

  /** Like `set`, with a pending answer. A failure shows like that of a reading. */
  protected async setBy(answer: Promise<T>): Promise<void> {
    try {
      this.set(await answer)
    } catch (error) {
      this.#error = error
    }
  }

  #begin(): void {
    const { after, isConcerned = () => true, on = {} } = this.#parts
    const handlers = Object.entries(on) as [AppEventType, (event: AppEvent) => void][]
    const types: readonly AppEventType[] = [...after, 'reconnected']
    const onShown = (): void => this.#catchUp()
    document.addEventListener('visibilitychange', onShown)
    this.#stops = [
      ...types.map((type) => this.app.events.on(type, (event) => isConcerned(event) && this.readSoon())),
      ...handlers.map(([type, handle]) => this.app.events.on(type, handle)),
      () => document.removeEventListener('visibilitychange', onShown),
    ]
    void this.read()
  }

  /** Drops the answers that are still pending. */
  #stop(): void {
    for (const stop of this.#stops) stop()
    this.#clearTimer()
    this.#isDue = false
    this.#ended = this.#begun
    this.#isLoading = false
  }

  #accept(turn: number, value: T): void {
    this.#value = value
    this.#end(turn, null)
  }

  #end(turn: number, error: unknown): void {
    this.#ended = turn
    this.#error = error
    this.#isLoading = turn < this.#begun
    this.#catchUp()
  }

  /** A reading in progress can have begun before the change, so the next one waits for its end. */
  #catchUp(): void {
    const { settleMs = SETTLE_MS, isReadHidden = false } = this.#parts
    const isBusy = this.#begun > this.#ended || this.#timer !== undefined
    if (!this.#isDue || isBusy || this.#listeners === 0 || (document.hidden && !isReadHidden)) return
    this.#timer = setTimeout(() => void this.read(), settleMs)
  }

  #clearTimer(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
