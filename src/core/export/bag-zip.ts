// Where a bag is written: one .zip of any size (zip64), as a stream. What grows in parts lies in a folder beside it until it is whole.
import { createReadStream, createWriteStream } from 'node:fs'
import { appendFile, mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { once } from 'node:events'
import { Readable, type Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { setTimeout } from 'node:timers/promises'
import { ZipFile } from 'yazl'
import { EngineError } from '../contract/errors.ts'
import { makeWork, type BagPlace } from './bag-folder.ts'

/** More than this is packed as a stream. */
const MAX_HELD_BYTES = 1 << 20
/** Files that wait to be packed or written, each with a packer's memory. */
const MAX_WAITING = 64

/** What yazl keeps of an entry, as far as it is looked at here. */
interface PackedEntry {
  state: number
  /** Holds all that is written by it. */
  doFileDataPump: unknown
  utf8FileName: Buffer
}

/** yazl's `Entry.FILE_DATA_DONE`. */
const WRITTEN = 3

export class BagZip implements BagPlace {
  readonly #zip = new ZipFile() as ZipFile & { entries: PackedEntry[] }
  /** yazl looks through all its entries for the next one to write, so what is written is kept from it until the end. */
  readonly #written: PackedEntry[] = []
  readonly #work: string
  readonly #ended: Promise<void>
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
    this.#ended = finished(output)
    this.#ended.catch((error: unknown) => {
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
    await this.#untilRoom()
    this.#zip.addBuffer(asBuffer(bytes), path, { compress: true })
  }

  async putStream(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    await this.#untilRoom()
    const source = Readable.from(pieces, { objectMode: false })
    this.#zip.addReadStreamLazy(path, { compress: isWorthPacking(path) }, (give) => give(null, source))
    await Promise.race([finished(source), this.#ended])
    if (this.#failure !== null) throw this.#failure
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
    this.#zip.entries = [...this.#written, ...this.#zip.entries]
    this.#zip.end()
    await this.#ended
    await this.#rename()
    await this.abandon()
  }

  async abandon(): Promise<void> {
    this.#zip.outputStream.unpipe()
    await rm(this.#work, { recursive: true, force: true })
  }

  async #untilRoom(): Promise<void> {
    while (this.#failure === null && this.#isFull()) await (this.#room ??= this.#untilSomeIsWritten())
    if (this.#failure !== null) throw this.#failure
  }

  #isFull(): boolean {
    const { entries, outputStream } = this.#zip
    while (entries[0]?.state === WRITTEN) {
      this.#written.push(slimmed(entries.shift()!))
    }
    return entries.length >= MAX_WAITING || (outputStream as unknown as Writable).writableNeedDrain
  }

  async #untilSomeIsWritten(): Promise<void> {
    try {
      const output = this.#zip.outputStream as unknown as Writable
      if (output.writableNeedDrain) await once(output, 'drain')
      // What waits for a packer tells nobody when it is done.
      else await setTimeout(LOOK_EVERY_MS)
    } finally {
      this.#room = null
    }
  }
}

const LOOK_EVERY_MS = 1

/** Its content goes; its name leaves the pool, most of which it would keep for itself. */
function slimmed(entry: PackedEntry): PackedEntry {
  const name = Buffer.alloc(entry.utf8FileName.byteLength)
  name.set(entry.utf8FileName)
  return Object.assign(entry, { doFileDataPump: null, utf8FileName: name })
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Pictures and films are packed already. */
function isWorthPacking(path: string): boolean {
  return !/\.(?:jpe?g|png|webp|avif|heic|mp4|m4v|mov|webm|mp3|m4a|ogg|zip|gz|7z)$/i.test(path)
}
