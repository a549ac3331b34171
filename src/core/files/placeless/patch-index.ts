// Finds patches by position. A film may have hundreds of thousands of patches and is read in as
// many pieces.
import type { Patch } from './patches.ts'

const SHELF_BYTES = 1024 * 1024

export class PatchIndex {
  readonly #shelves = new Map<number, Patch[]>()

  /** `patches` in the order in which they are applied. */
  constructor(patches: readonly Patch[]) {
    for (const patch of patches)
      for (const shelf of shelvesOf(patch.start, patch.start + patch.bytes.byteLength)) {
        const there = this.#shelves.get(shelf)
        if (there === undefined) this.#shelves.set(shelf, [patch])
        else there.push(patch)
      }
  }

  /**
   * Patches that may touch these bytes. One that spans two shelves is returned twice; applying it
   * again has no effect.
   */
  between(start: number, end: number): Patch[] {
    return shelvesOf(start, end).flatMap((shelf) => this.#shelves.get(shelf) ?? [])
  }
}

function shelvesOf(start: number, end: number): number[] {
  const first = Math.floor(start / SHELF_BYTES)
  const last = Math.floor(Math.max(start, end - 1) / SHELF_BYTES)
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}
