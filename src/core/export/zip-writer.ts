// Writes a .zip sequentially into any stream. Small files are compressed and written at once, large
// ones as a stream.
// After a file is written only its directory record is kept, in a spool until the end.
import { once } from 'node:events'
import { PassThrough, Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createDeflateRaw, deflateRawSync } from 'node:zlib'
import { Mutex, utf8 } from '../base/index.ts'
import type { Spool } from './spool.ts'
import {
  directoryRecord,
  dosTime,
  endRecords,
  dataDescriptor,
  localHeader,
  type ZipEntry,
} from './zip-records.ts'

/**
 * Bytes that are buffered before a write, because a stream write costs the same for few bytes as
 * for many.
 */
const FLUSH_BYTES = 256 * 1024
const DIRECTORY = 'directory'
/**
 * Compared with the usual level 6, this takes three quarters of the time, and text is a twentieth
 * larger.
 */
const LEVEL = 3
/** For data smaller than the window, most time of a full-size compressor is its set-up. */
const SMALL_PACKER = { level: LEVEL, windowBits: 13, memLevel: 6 }
const SMALL_WINDOW_BYTES = 8192
const LARGE_PACKER = { level: LEVEL, chunkSize: 128 * 1024 }

export class ZipWriter {
  readonly #output: Writable
  readonly #spool: Spool
  readonly #time: number
  readonly #mutex = new Mutex()
  #held: Uint8Array[] = []
  #heldBytes = 0
  #directory: Uint8Array[] = []
  #directoryBytes = 0
  #entries = 0
  #offset = 0
  #failure: Error | null = null

  /** `at`: ms since the epoch; the time of all files. */
  constructor(output: Writable, spool: Spool, at: number) {
    this.#output = output
    this.#time = dosTime(new Date(at))
    this.#spool = spool
    output.on('error', (error: Error) => (this.#failure ??= error))
    output.on('close', () => {
      this.#failure ??= new Error('the output of the .zip was closed before the end')
      // Wakes a write that waits for 'drain'.
      output.emit('drain')
    })
  }

  /** Compresses in memory; for small files. */
  put(path: string, bytes: Uint8Array, isWorthPacking: boolean): Promise<void> {
    return this.#mutex.run(async () => {
      const packed = isWorthPacking ? deflateRawSync(bytes, packerFor(bytes)) : bytes
      const isPacked = packed.byteLength < bytes.byteLength
      const content = isPacked ? packed : bytes
      const entry: ZipEntry = {
        ...{ name: utf8(path), isPacked, hasDataDescriptor: false, offset: this.#offset },
        ...{ crc32: crc32(bytes), packedBytes: content.byteLength, bytes: bytes.byteLength },
      }
      this.#hold(localHeader(entry, this.#time))
      this.#hold(content)
      this.#list(entry)
      if (this.#heldBytes >= FLUSH_BYTES) await this.#flush()
    })
  }

  putStream(path: string, pieces: AsyncIterable<Uint8Array>, isPacked: boolean): Promise<void> {
    return this.#mutex.run(async () => {
      const entry: ZipEntry = {
        ...{ name: utf8(path), isPacked, hasDataDescriptor: true, offset: this.#offset },
        ...{ crc32: 0, packedBytes: 0, bytes: 0 },
      }
      this.#hold(localHeader(entry, this.#time))
      try {
        await this.#compress(Readable.from(summed(pieces, entry), { objectMode: false }), entry)
      } catch (error) {
        // If the output failed, throw its error rather than an error that follows from it.
        this.#checkOutput()
        throw error
      }
      this.#hold(dataDescriptor(entry))
      this.#list(entry)
    })
  }

  async #compress(source: Readable, entry: ZipEntry): Promise<void> {
    const packer = entry.isPacked ? createDeflateRaw(LARGE_PACKER) : new PassThrough()
    await pipeline(source, packer, async (packed: AsyncIterable<Uint8Array>) => {
      for await (const piece of packed) {
        entry.packedBytes += piece.byteLength
        this.#hold(piece)
        if (this.#heldBytes >= FLUSH_BYTES) await this.#flush()
      }
    })
  }

  /** Writes the directory and the end. Resolves when everything is written. */
  finish(): Promise<void> {
    return this.#mutex.run(async () => {
      const offset = this.#offset
      await this.#flush()
      await this.#spoolDirectory()
      for await (const piece of this.#spool.read(DIRECTORY)) {
        this.#hold(piece)
        await this.#flush()
      }
      this.#hold(endRecords({ entries: this.#entries, offset, bytes: this.#offset - offset }))
      await this.#flush()
    })
  }

  #hold(bytes: Uint8Array): void {
    this.#held.push(bytes)
    this.#heldBytes += bytes.byteLength
    this.#offset += bytes.byteLength
  }

  #list(entry: ZipEntry): void {
    const record = directoryRecord(entry, this.#time)
    this.#directory.push(record)
    this.#directoryBytes += record.byteLength
    this.#entries++
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#held)
    this.#held = []
    this.#heldBytes = 0
    if (this.#directoryBytes >= FLUSH_BYTES) await this.#spoolDirectory()
    this.#checkOutput()
    if (!this.#output.write(bytes)) await once(this.#output, 'drain')
    this.#checkOutput()
  }

  #checkOutput(): void {
    if (this.#failure !== null) throw this.#failure
  }

  async #spoolDirectory(): Promise<void> {
    const more = Buffer.concat(this.#directory)
    this.#directory = []
    this.#directoryBytes = 0
    await this.#spool.append([{ path: DIRECTORY, more }])
  }
}

function packerFor(bytes: Uint8Array): object {
  return bytes.byteLength <= SMALL_WINDOW_BYTES ? SMALL_PACKER : { level: LEVEL }
}

async function* summed(pieces: AsyncIterable<Uint8Array>, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    entry.crc32 = crc32(piece, entry.crc32)
    entry.bytes += piece.byteLength
    yield piece
  }
}
