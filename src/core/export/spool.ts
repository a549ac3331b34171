// What grows in parts and cannot be written where it belongs yet: all of it in one file, each part where it came, read back file by file.
// So that many thousand small files that grow cost one that is written from its beginning to its end.
import { open, type FileHandle } from 'node:fs/promises'

export interface GrownPart {
  path: string
  more: Uint8Array
}

const READ_BYTES = 1 << 20

export class Spool {
  readonly #path: string
  #opening: Promise<FileHandle> | null = null
  #end = 0
  /** Offset and length in turn. */
  readonly #places = new Map<string, number[]>()

  /** Nothing lies there before something is appended. */
  constructor(path: string) {
    this.#path = path
  }

  /** One call at a time. */
  async append(parts: readonly GrownPart[]): Promise<void> {
    const file = await (this.#opening ??= open(this.#path, 'wx+', 0o600))
    const bytes = Buffer.concat(parts.map(({ more }) => more))
    // A write may stop short where the disk is nearly full; the next one says why.
    for (let done = 0; done < bytes.byteLength;)
      done += (await file.write(bytes, done, bytes.byteLength - done, this.#end + done)).bytesWritten
    for (const { path, more } of parts) {
      const places = this.#places.get(path)
      if (places === undefined) this.#places.set(path, [this.#end, more.byteLength])
      else places.push(this.#end, more.byteLength)
      this.#end += more.byteLength
    }
  }

  sizeOf(path: string): number {
    const places = this.#places.get(path) ?? []
    return places.reduce((sum, value, i) => (i % 2 === 0 ? sum : sum + value), 0)
  }

  /** From its beginning; nothing where nothing was appended. */
  async *read(path: string): AsyncGenerator<Uint8Array> {
    const places = this.#places.get(path) ?? []
    for (let i = 0; i < places.length; i += 2) yield* this.#readPlace(places[i]!, places[i + 1]!)
  }

  async *#readPlace(start: number, length: number): AsyncGenerator<Uint8Array> {
    const file = await this.#opening!
    for (let done = 0; done < length;) {
      const piece = Buffer.allocUnsafe(Math.min(READ_BYTES, length - done))
      const { bytesRead } = await file.read(piece, 0, piece.byteLength, start + done)
      if (bytesRead === 0) throw new Error('what was written for a while is shorter than it was')
      yield piece.subarray(0, bytesRead)
      done += bytesRead
    }
  }

  /** Not read again. */
  forget(path: string): void {
    this.#places.delete(path)
  }

  async close(): Promise<void> {
    await (await this.#opening)?.close()
    this.#opening = null
  }
}
