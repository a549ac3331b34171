// Reads several parts of a file as one block: the extents of an item, or a packet that is split
// over segments.
import { type Patch, type ReadPart } from './patches.ts'

export interface Extent {
  start: number
  length: number
}

/** Larger blocks are not accepted as metadata. */
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

  /** Converts patches of the joined block to patches of the file. */
  toFilePatches(patches: readonly Patch[]): Patch[] {
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
