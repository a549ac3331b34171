// Collects many growing files in one file on disk. Each part is appended at the end; `read` joins
// the parts of one file again.
// So many thousand small files need only one file that is written sequentially.
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
  /** Offsets and lengths, alternating. */
  readonly #extents = new Map<string, number[]>()

  /** The file is created by the first `append`. */
  constructor(path: string) {
    this.#path = path
  }

  /** Only one call may run at a time. */
  async append(parts: readonly GrownPart[]): Promise<void> {
    const file = await (this.#opening ??= open(this.#path, 'wx+', 0o600))
    const bytes = Buffer.concat(parts.map(({ more }) => more))
    // On a nearly full disk a write may be partial. The next write then throws the reason.
    for (let done = 0; done < bytes.byteLength;)
      done += (await file.write(bytes, done, bytes.byteLength - done, this.#end + done)).bytesWritten
    for (const { path, more } of parts) {
      const extents = this.#extents.get(path)
      if (extents === undefined) this.#extents.set(path, [this.#end, more.byteLength])
      else extents.push(this.#end, more.byteLength)
      this.#end += more.byteLength
    }
  }

  sizeOf(path: string): number {
    const extents = this.#extents.get(path) ?? []
    return extents.reduce((sum, value, i) => (i % 2 === 0 ? sum : sum + value), 0)
  }

  /** Yields all parts of a file. Nothing if nothing was appended to it. */
  async *read(path: string): AsyncGenerator<Uint8Array> {
    const extents = this.#extents.get(path) ?? []
    for (let i = 0; i < extents.length; i += 2) yield* this.#readExtent(extents[i]!, extents[i + 1]!)
  }

  async *#readExtent(start: number, length: number): AsyncGenerator<Uint8Array> {
    const file = await this.#opening!
    for (let done = 0; done < length;) {
      const piece = Buffer.allocUnsafe(Math.min(READ_BYTES, length - done))
      const { bytesRead } = await file.read(piece, 0, piece.byteLength, start + done)
      if (bytesRead === 0) throw new Error('the spool file is shorter than what was appended to it')
      yield piece.subarray(0, bytesRead)
      done += bytesRead
    }
  }

  /** Drops a file that is not read again. */
  forget(path: string): void {
    this.#extents.delete(path)
  }

  async close(): Promise<void> {
    await (await this.#opening)?.close()
    this.#opening = null
  }
}
