// A file that comes by a stream, as a page gives it: its start is looked at, then all of it goes by once.
// Part of compose; nothing of it is kept but what is sealed.
import { EngineError } from '../contract/errors.ts'
import type { FileSource } from './source-file.ts'

export class SourceStream implements FileSource {
  readonly path = null
  readonly name: string
  readonly size: number
  readonly #pieces: AsyncIterator<Uint8Array>
  /** Read to look at the start, and not yet given. */
  #ahead: Uint8Array[] = []

  /** @param size bytes that the stream will give */
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
    if (given !== this.size) throw new EngineError('INVALID', 'The stream has not the length that was said.')
  }

  /** Null at the end. @throws CANCELLED */
  async #next(): Promise<Uint8Array | null> {
    try {
      const next = await this.#pieces.next()
      return next.done === true ? null : next.value
    } catch (cause) {
      throw new EngineError('CANCELLED', 'The stream ended before the file did.', { cause })
    }
  }

  async close(): Promise<void> {
    // Whoever sends it may be gone already.
    await this.#pieces.return?.().catch(() => undefined)
  }
}
