// How far somebody has read down each long letter, so that it is shown there again. Kept in this
// browser. After reference; no author learns it.
import type { RefText } from '../../core/contract/index.ts'

/** Persisted in browsers: do not change. */
const KEY = 'fumikura.reading'
const MOST_LETTERS = 40
/** Nearer to the start or the end, there is nothing to come back to. */
const START = 0.04
const END = 0.96

type Place = readonly [ref: string, part: number]

const isPlace = (value: unknown): value is Place =>
  Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'number'

export class ReadingPlaces {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'> = localStorage) {
    this.#storage = storage
  }

  /** The part of the letter above the view, from 0 to 1. Null if there is no place to come back to. */
  find(ref: RefText): number | null {
    return this.#read().find(([known]) => known === ref)?.[1] ?? null
  }

  /** `read`: the part of the letter that was on screen so far; at the end the place is forgotten. */
  record(ref: RefText, { above, read }: { above: number; read: number }): void {
    const others = this.#read().filter(([known]) => known !== ref)
    const isWithin = above > START && read < END
    const places = isWithin ? [[ref, Math.round(above * 1e4) / 1e4] as const, ...others] : others
    try {
      this.#storage.setItem(KEY, JSON.stringify(places.slice(0, MOST_LETTERS)))
    } catch {
      // A full or forbidden storage only loses the place.
    }
  }

  #read(): Place[] {
    try {
      const kept: unknown = JSON.parse(this.#storage.getItem(KEY) ?? '[]')
      return Array.isArray(kept) ? kept.filter(isPlace) : []
    } catch {
      return []
    }
  }
}
