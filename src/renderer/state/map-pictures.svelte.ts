// Pictures of a part of the world, as the engine counts them together; asked anew when another part is looked at.
import type { MapCluster } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

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

interface Answer {
  all: readonly MapCluster[]
  answered: MapQuestion
}

export class MapPictures extends LiveRead<Answer | null> {
  #part: MapQuestion | null = null

  constructor(app: App) {
    super(app, {
      read: async () => {
        const answered = this.#part
        return answered && { all: await app.api.files.map({ from: 'all', ...answered }), answered }
      },
      after: ['file-changed', 'album-changed', 'letter-changed'],
      settleMs: 120,
    })
  }

  /** Null until they were read. */
  get all(): readonly MapCluster[] | null {
    return this.value?.all ?? null
  }

  /** What they are the answer to. */
  get answered(): MapQuestion | null {
    return this.value?.answered ?? null
  }

  /** Of all the world, to know where to look first. */
  async readWorld(): Promise<readonly MapCluster[]> {
    return this.app.api.files.map({ from: 'all', columns: 64 })
  }

  /** That part is looked at from now on. */
  show(question: MapQuestion): void {
    this.#part = question
    this.readSoon()
  }
}
