// A file that arrives as a stream, as a page sends it. Its start is examined first, then all of it
// is read once.
// Part of "compose". Only its sealed form is kept.
import { EngineError, isEngineError } from '../contract/errors.ts'
import type { FileSource } from './source-file.ts'

export class SourceStream implements FileSource {
  readonly path = null
  readonly name: string
  readonly size: number
  readonly #pieces: AsyncIterator<Uint8Array>
  /** Pieces that `readStart` has read and `read` has not returned yet. */
  #ahead: Uint8Array[] = []

  /** @param size the number of bytes that the sender announced */
  constructor(name: string, size: number, body: AsyncIterable<Uint8Array>) {
    this.name = name
    this.size = size
    this.#pieces = body[Symbol.asyncIterator]()
  }

  async readStart(bytes: number): Promise<Uint8Array> {
    let held = 0
    for (const piece of this.#ahead) held += piece.byteLength
    while (held < bytes) {
      const piece = await this.#next()
      if (piece === null) break
      this.#ahead.push(piece)
      held += piece.byteLength
    }
    return Buffer.concat(this.#ahead).subarray(0, bytes)
  }

  async *read(): AsyncGenerator<Uint8Array, void> {
    let given = 0
    for (;;) {
      const piece = this.#ahead.shift() ?? (await this.#next())
      if (piece === null) break
      given += piece.byteLength
      if (given > this.size) break
      yield piece
    }
    if (given !== this.size)
      throw new EngineError('INVALID', 'The stream does not have the announced length.')
  }

  /** Null at the end. @throws CANCELLED, and the refusals of the stream */
  async #next(): Promise<Uint8Array | null> {
    try {
      const next = await this.#pieces.next()
      return next.done === true ? null : next.value
    } catch (cause) {
      if (isEngineError(cause)) throw cause
      throw new EngineError('CANCELLED', 'The stream ended before the file did.', { cause })
    }
  }

  async close(): Promise<void> {
    // The sender may have disconnected already.
    await this.#pieces.return?.().catch(() => undefined)
  }
}
