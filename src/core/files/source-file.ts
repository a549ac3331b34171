// The file on the disk that is about to be stored: opened once, read from its start, and seen to stay what it was meanwhile.
// Part of compose; nothing of it is kept but what is sealed.
import type { FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { EngineError } from '../contract/errors.ts'
import { openRegular } from '../home/index.ts'

const READ_BYTES = 1024 * 1024

/** What a file is stored from. */
export interface FileSource {
  /** Where it lies on this machine; null for one that comes by a stream, which is read once and cannot be gone on with after a crash. */
  readonly path: string | null
  /** As it is called where it comes from. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** The first bytes, at most so many; before `read`. */
  readStart(bytes: number): Promise<Uint8Array>
  /** All of it, piece by piece; a piece holds until the next is asked for. @throws INVALID, CANCELLED */
  read(): AsyncGenerator<Uint8Array, void>
  close(): Promise<void>
}

export class SourceFile implements FileSource {
  readonly path: string
  readonly name: string
  readonly size: number
  /** ms since the epoch, as exactly as the file system says. */
  readonly modifiedAt: number
  readonly #file: FileHandle

  private constructor(path: string, file: FileHandle, { size, mtimeMs }: { size: number; mtimeMs: number }) {
    this.path = path
    this.name = basename(path)
    this.size = size
    this.modifiedAt = mtimeMs
    this.#file = file
  }

  /** @throws NOT_FOUND, INVALID when it is no file, or cannot be read */
  static async open(path: string): Promise<SourceFile> {
    const file = await openRegular(path, { followsLink: true })
    return new SourceFile(path, file, await file.stat())
  }

  /** The first bytes, at most so many. */
  async readStart(bytes: number): Promise<Uint8Array> {
    const buffer = Buffer.alloc(Math.min(bytes, this.size))
    const { bytesRead } = await this.#file.read(buffer, 0, buffer.byteLength, 0)
    return buffer.subarray(0, bytesRead)
  }

  /** All of it, piece by piece; the next piece is read while one is worked on. @throws INVALID when it changed meanwhile */
  async *read(): AsyncGenerator<Uint8Array, void> {
    const buffers = [Buffer.allocUnsafe(READ_BYTES), Buffer.allocUnsafe(READ_BYTES)] as const
    const readAt = (position: number, turn: number) =>
      this.#file.read(buffers[turn % 2]!, 0, Math.min(READ_BYTES, this.size - position), position)
    let position = 0
    let reading = readAt(0, 0)
    try {
      for (let turn = 0; position < this.size; turn++) {
        const { bytesRead } = await reading
        if (bytesRead === 0) throw changed(this.path)
        position += bytesRead
        if (position < this.size) reading = readAt(position, turn + 1)
        yield buffers[turn % 2]!.subarray(0, bytesRead)
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
