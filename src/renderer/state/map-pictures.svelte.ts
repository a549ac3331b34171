// Clusters of pictures in a part of the world, counted by the engine; asked again for another part.
import type { MapCluster } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

/** In degrees. If west is greater than east, the part crosses the date line. */
export interface WorldPart {
  west: number
  south: number
  east: number
  north: number
}

/** A part of the world, divided into this many columns and rows of cells. */
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

  /** Null until the pictures are read. */
  get all(): readonly MapCluster[] | null {
    return this.value?.all ?? null
  }

  /** The question that they answer. */
  get answered(): MapQuestion | null {
    return this.value?.answered ?? null
  }

  /** Reads the clusters of the whole world, to choose the first view. */
  async readWorld(): Promise<readonly MapCluster[]> {
    return this.app.api.files.map({ from: 'all', columns: 64 })
  }

  /** Shows another part of the world. */
  show(question: MapQuestion): void {
    this.#part = question
    this.readSoon()
  }
}
