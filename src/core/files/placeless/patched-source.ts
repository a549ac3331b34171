// Reads an own file from the store and applies patches: the source of a copy without location.
import type { FileReader } from '../file-reader.ts'
import type { FileSource } from '../source-file.ts'
import { patched, type Patch, type ReadPart } from './patches.ts'
import { PatchIndex } from './patch-index.ts'

/** Chunks that are read in advance. They are on this disk, so few are enough. */
const AHEAD = 4

export class PatchedSource implements FileSource {
  readonly path = null
  readonly name: string
  readonly size: number
  readonly #reader: FileReader
  readonly #patches: PatchIndex

  constructor(reader: FileReader, patches: readonly Patch[]) {
    this.name = reader.name
    this.size = reader.size
    this.#reader = reader
    this.#patches = new PatchIndex(patches)
  }

  async readStart(bytes: number): Promise<Uint8Array> {
    return this.readPart(0, bytes)
  }

  readonly readPart: ReadPart = async (start, bytes) =>
    Buffer.from(this.#patch(await partsOf(this.#reader)(start, bytes), start))

  #patch(piece: Uint8Array, at: number): Uint8Array {
    return patched(piece, at, this.#patches.between(at, at + piece.byteLength))
  }

  async *read(): AsyncGenerator<Uint8Array, void> {
    let at = 0
    for await (const piece of this.#reader.read(0, this.size, AHEAD)) {
      yield this.#patch(piece, at)
      at += piece.byteLength
    }
  }

  async close(): Promise<void> {
    this.#reader.close()
  }
}

/** Returns random access to a file through its reader. */
export function partsOf(reader: FileReader): ReadPart {
  return async (start, bytes) => {
    const pieces: Uint8Array[] = []
    const end = Math.min(reader.size, start + bytes)
    for await (const piece of reader.read(start, end, AHEAD)) pieces.push(piece)
    return Buffer.concat(pieces)
  }
}
