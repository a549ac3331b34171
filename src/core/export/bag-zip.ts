// Writes a bag as one .zip of any size (zip64), as a stream. Files that grow are kept in a folder
// beside it until they are complete.
import { createWriteStream } from 'node:fs'
import { lstat, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { claimName } from '../home/index.ts'
import { FILE_MODE, makeWorkFolder, nameTaken, type BagTarget } from './bag-folder.ts'
import { Spool, type GrownPart } from './spool.ts'
import { ZipWriter } from './zip-writer.ts'

/** A larger file is compressed as a stream. */
const MAX_AT_ONCE_BYTES = 64 * 1024

interface Target {
  output: Writable
  /** A folder of this export, removed at the end. */
  work: string
  /** ms since the epoch; the time of all files in the .zip. */
  at: number
  /** Gives the complete .zip its final name. */
  name: () => Promise<void>
  /** Closes the output after a failure. */
  drop: () => void
}

export class BagZip implements BagTarget {
  readonly #target: Target
  readonly #grown: Spool
  readonly #directory: Spool
  readonly #zip: ZipWriter

  private constructor(target: Target) {
    this.#target = target
    this.#grown = new Spool(join(target.work, 'grown'))
    this.#directory = new Spool(join(target.work, 'directory'))
    this.#zip = new ZipWriter(target.output, this.#directory, target.at)
  }

  /** @throws INVALID if the name is in use */
  static async create(target: string, at: number): Promise<BagZip> {
    if ((await lstat(target).catch(() => null)) !== null) throw nameTaken()
    const work = await makeWorkFolder(target)
    const passing = join(work, 'bag.zip')
    const output = createWriteStream(passing, { flags: 'wx', mode: FILE_MODE })
    const name = async (): Promise<void> => {
      if (!(await claimName(passing, target))) throw nameTaken()
    }
    return new BagZip({ output, work, at, name, drop: () => output.destroy() })
  }

  /**
   * Writes into a given stream, such as the response to a browser. `work` is a folder for temporary
   * files; it is removed at the end.
   */
  static async into(output: Writable, work: string, at: number): Promise<BagZip> {
    await mkdir(work, { recursive: true, mode: 0o700 })
    return new BagZip({ output, work, at, name: async () => undefined, drop: () => undefined })
  }

  async put(path: string, bytes: Uint8Array): Promise<void> {
    if (bytes.byteLength > MAX_AT_ONCE_BYTES) await this.putStream(path, onePiece(bytes))
    else await this.#zip.put(path, bytes, isWorthPacking(path))
  }

  putStream(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    return this.#zip.putStream(path, pieces, isWorthPacking(path))
  }

  append(parts: readonly GrownPart[]): Promise<void> {
    return this.#grown.append(parts)
  }

  grown(path: string): AsyncIterable<Uint8Array> {
    return this.#grown.read(path)
  }

  async complete(path: string): Promise<void> {
    if (this.#grown.sizeOf(path) > MAX_AT_ONCE_BYTES) await this.putStream(path, this.grown(path))
    else await this.put(path, await wholeOf(this.grown(path)))
    this.#grown.forget(path)
  }

  async finish(): Promise<void> {
    const { output, name } = this.#target
    await this.#zip.finish()
    output.end()
    await finished(output)
    await name()
    await this.#clear()
  }

  async abandon(): Promise<void> {
    this.#target.drop()
    await this.#clear()
  }

  async #clear(): Promise<void> {
    await Promise.allSettled([this.#grown.close(), this.#directory.close()])
    await rm(this.#target.work, { recursive: true, force: true })
  }
}

async function* onePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function wholeOf(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const held: Uint8Array[] = []
  for await (const piece of pieces) held.push(piece)
  return Buffer.concat(held)
}

/** False for formats that are compressed already. */
function isWorthPacking(path: string): boolean {
  return !/\.(?:jpe?g|png|webp|avif|heic|mp4|m4v|mov|webm|mp3|m4a|ogg|zip|gz|7z)$/i.test(path)
}
