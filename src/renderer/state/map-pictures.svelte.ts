// Pictures of a part of the world, as the engine counts them together; asked anew when another part is looked at.
import type { MapCluster } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'

/** Degrees; where west is greater than east it goes over the date line. */
export interface WorldPart {
  west: number
  south: number
  east: number
  north: number
}

/** That part in so many columns of cells, and as many rows. */
export interface MapQuestion {
  within: WorldPart
  columns: number
}

const SETTLE_MS = 120

export class MapPictures {
  readonly #app: App
  #all = $state.raw<readonly MapCluster[] | null>(null)
  #answered = $state.raw<MapQuestion | null>(null)
  #error = $state.raw<unknown>(null)
  #asked = 0
  #part: MapQuestion | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(app: App) {
    this.#app = app
  }

  /** Null until they were read. */
  get all(): readonly MapCluster[] | null {
    return this.#all
  }

  /** What they are the answer to. */
  get answered(): MapQuestion | null {
    return this.#answered
  }

  get error(): unknown {
    return this.#error
  }

  listen(): () => void {
    const types = ['file-changed', 'album-changed', 'letter-changed', 'reconnected'] as const
    const stops = types.map((type) => this.#app.events.on(type, () => this.#readSoon()))
    return () => {
      clearTimeout(this.#timer)
      for (const stop of stops) stop()
    }
  }

  /** Of all the world, to know where to look first. */
  async readWorld(): Promise<readonly MapCluster[]> {
    return this.#app.api.files.map({ from: 'all', columns: 64 })
  }

  /** That part is looked at from now on. */
  show(question: MapQuestion): void {
    this.#part = question
    this.#readSoon()
  }

  #readSoon(): void {
    this.#timer ??= setTimeout(() => void this.read(), SETTLE_MS)
  }

  async read(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#part === null) return
    const [asked, question] = [++this.#asked, this.#part]
    try {
      const all = await this.#app.api.files.map({ from: 'all', ...question })
      // What was looked at in between has its own answer on the way.
      if (asked !== this.#asked) return
      this.#all = all
      this.#answered = question
      this.#error = null
    } catch (error) {
      this.#error = error
    }
  }
}
