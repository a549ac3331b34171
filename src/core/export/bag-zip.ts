// Where a bag is written: one .zip of any size (zip64), as a stream. What grows in parts lies in a folder beside it until it is whole.
import { createReadStream, createWriteStream } from 'node:fs'
import { appendFile, mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { once } from 'node:events'
import { Readable, type Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { EngineError } from '../contract/errors.ts'
import { makeWork, type BagPlace } from './bag-folder.ts'

/** More than this is packed as a stream. */
const MAX_HELD_BYTES = 1 << 20

export class BagZip implements BagPlace {
  readonly #zip = new ZipFile()
  readonly #work: string
  readonly #written: Promise<void>
  readonly #rename: () => Promise<void>
  #failure: Error | null = null
  /** All that is put waits for the same room. */
  #room: Promise<unknown> | null = null

  private constructor(work: string, output: Writable, named: () => Promise<void>) {
    this.#work = work
    this.#rename = named
    const source = this.#zip.outputStream
    source.pipe(output)
    this.#zip.on('error', (error: Error) => output.destroy(error))
    this.#written = finished(output)
    this.#written.catch((error: unknown) => {
      this.#failure = error instanceof Error ? error : new Error(String(error))
      // Whoever waits for room waits no longer.
      source.emit('drain')
    })
  }

  /** @throws INVALID when something is there */
  static async create(target: string): Promise<BagZip> {
    if ((await stat(target).catch(() => null)) !== null)
      throw new EngineError('INVALID', 'Something of that name is there.')
    const work = await makeWork(target)
    const passing = join(work, 'bag.zip')
    return new BagZip(work, createWriteStream(passing, { flags: 'wx' }), () => rename(passing, target))
  }

  /** Into a stream of somebody else, such as an answer to a browser; `work` is a folder that is ours for as long. */
  static async into(output: Writable, work: string): Promise<BagZip> {
    await mkdir(work, { recursive: true, mode: 0o700 })
    return new BagZip(work, output, async () => undefined)
  }

  async put(path: string, bytes: Uint8Array): Promise<void> {
    if (bytes.byteLength > MAX_HELD_BYTES) return this.putStream(path, Readable.from([bytes]))
    this.#zip.addBuffer(asBuffer(bytes), path, { compress: true })
    await this.#untilRoom()
  }

  async putStream(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    const source = Readable.from(pieces, { objectMode: false })
    this.#zip.addReadStreamLazy(path, { compress: isWorthPacking(path) }, (give) => give(null, source))
    await Promise.race([finished(source), this.#written])
    if (this.#failure !== null) throw this.#failure
    await this.#untilRoom()
  }

  async append(path: string, more: Uint8Array): Promise<void> {
    const place = this.grown(path)
    await mkdir(dirname(place), { recursive: true })
    await appendFile(place, more)
  }

  grown(path: string): string {
    return join(this.#work, 'grown', path)
  }

  async settle(path: string): Promise<void> {
    await this.putStream(path, createReadStream(this.grown(path)))
    await rm(this.grown(path))
  }

  async finish(): Promise<void> {
    this.#zip.end()
    await this.#written
    await this.#rename()
    await this.abandon()
  }

  async abandon(): Promise<void> {
    this.#zip.outputStream.unpipe()
    await rm(this.#work, { recursive: true, force: true })
  }

  async #untilRoom(): Promise<void> {
    const output = this.#zip.outputStream as unknown as Writable
    if (this.#failure === null && output.writableNeedDrain) await this.#untilDrained(output)
    if (this.#failure !== null) throw this.#failure
  }

  #untilDrained(output: Writable): Promise<unknown> {
    this.#room ??= once(output, 'drain').finally(() => (this.#room = null))
    return this.#room
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Pictures and films are packed already. */
function isWorthPacking(path: string): boolean {
  return !/\.(?:jpe?g|png|webp|avif|heic|mp4|m4v|mov|webm|mp3|m4a|ogg|zip|gz|7z)$/i.test(path)
}
