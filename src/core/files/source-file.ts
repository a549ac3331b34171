// A file on disk that is about to be stored: opened once, read from its start, and checked for
// changes during the read.
// Part of "compose". Only its sealed form is kept.
import type { FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { EngineError } from '../contract/errors.ts'
import { openRegular } from '../home/index.ts'

const READ_BYTES = 1024 * 1024

/** The bytes that a file is stored from. */
export interface FileSource {
  /**
   * The path on this machine. Null for a stream, which can be read only once and cannot be resumed
   * after a crash.
   */
  readonly path: string | null
  /** The name at the source. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** At most the first `bytes`. Call it before `read`. */
  readStart(bytes: number): Promise<Uint8Array>
  /**
   * All bytes, in pieces. A piece is valid until the next one is requested.
   * @throws INVALID, CANCELLED
   */
  read(): AsyncGenerator<Uint8Array, void>
  close(): Promise<void>
}

export class SourceFile implements FileSource {
  readonly path: string
  readonly name: string
  readonly size: number
  /** ms since the epoch, in the precision of the file system. */
  readonly modifiedAt: number
  readonly #file: FileHandle

  private constructor(path: string, file: FileHandle, { size, mtimeMs }: { size: number; mtimeMs: number }) {
    this.path = path
    this.name = basename(path)
    this.size = size
    this.modifiedAt = mtimeMs
    this.#file = file
  }

  /** @throws NOT_FOUND, INVALID if the path is not a file or cannot be read */
  static async open(path: string): Promise<SourceFile> {
    const file = await openRegular(path, { followsLink: true })
    return new SourceFile(path, file, await file.stat())
  }

  async readStart(bytes: number): Promise<Uint8Array> {
    const buffer = Buffer.alloc(Math.min(bytes, this.size))
    const { bytesRead } = await this.#file.read(buffer, 0, buffer.byteLength, 0)
    return buffer.subarray(0, bytesRead)
  }

  /**
   * All bytes, in pieces. The next piece is read while the caller works on one.
   * @throws INVALID if the file changed meanwhile
   */
  async *read(): AsyncGenerator<Uint8Array, void> {
    const buffers = [Buffer.allocUnsafe(READ_BYTES), Buffer.allocUnsafe(READ_BYTES)] as const
    const readAt = (position: number, n: number) =>
      this.#file.read(buffers[n % 2]!, 0, Math.min(READ_BYTES, this.size - position), position)
    let position = 0
    let reading = readAt(0, 0)
    try {
      for (let n = 0; position < this.size; n++) {
        const { bytesRead } = await reading
        if (bytesRead === 0) throw changed(this.path)
        position += bytesRead
        if (position < this.size) reading = readAt(position, n + 1)
        yield buffers[n % 2]!.subarray(0, bytesRead)
      }
    } finally {
      await reading.catch(() => undefined)
    }
    await this.#checkUnchanged()
  }

  async #checkUnchanged(): Promise<void> {
    const { size, mtimeMs } = await this.#file.stat()
    if (size !== this.size || mtimeMs !== this.modifiedAt) throw changed(this.path)
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}

function changed(path: string): EngineError {
  return new EngineError('INVALID', 'The file changed while it was read.', { details: { path } })
}
