// Several parts of a file that belong together, read as one: extents of an item, a packet split over segments.
import { type Patch, type ReadPart } from './bytes.ts'

export interface Extent {
  start: number
  length: number
}

/** More in one piece is no metadata. */
export const MAX_METADATA_BYTES = 64 * 1024 * 1024

export class JoinedParts {
  readonly bytes: Buffer
  readonly #parts: readonly Extent[]

  private constructor(bytes: Buffer, parts: readonly Extent[]) {
    this.bytes = bytes
    this.#parts = parts
  }

  static async read(read: ReadPart, extents: readonly Extent[]): Promise<JoinedParts> {
    const pieces: Buffer[] = []
    for (const { start, length } of extents) pieces.push(await read(start, length))
    const parts = extents.map(({ start }, i) => ({ start, length: pieces[i]!.byteLength }))
    return new JoinedParts(Buffer.concat(pieces), parts)
  }

  /** Patches of what was joined, as patches of the file. */
  place(patches: readonly Patch[]): Patch[] {
    return patches.flatMap(({ start, bytes }) => this.#split(start, bytes))
  }

  #split(start: number, bytes: Uint8Array): Patch[] {
    const found: Patch[] = []
    let at = 0
    for (const part of this.#parts) {
      const from = Math.max(start, at)
      const to = Math.min(start + bytes.byteLength, at + part.length)
      if (from < to)
        found.push({ start: part.start + from - at, bytes: bytes.subarray(from - start, to - start) })
      at += part.length
    }
    return found
  }
}
