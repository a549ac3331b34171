// A .zip written from its beginning to its end, into any stream: what is small is packed and written at once, what is large passes through.
// Of a file that is written only its line of the directory is left, and that lies in a spool until the end.
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
  laterRecord,
  localRecord,
  type ZipEntry,
} from './zip-records.ts'

/** Handed on together: a stream costs the same for a few bytes as for many. */
const HANDED_ON_BYTES = 256 * 1024
const DIRECTORY = 'directory'
/** Three quarters of the time of the usual 6, for text that becomes a twentieth larger. */
const LEVEL = 3
/** For what is smaller than its window a packer of full size is mostly set-up. */
const SMALL_PACKER = { level: LEVEL, windowBits: 13, memLevel: 6 }
const SMALL_WINDOW_BYTES = 8192
const LARGE_PACKER = { level: LEVEL, chunkSize: 128 * 1024 }

export class ZipWriter {
  readonly #output: Writable
  readonly #spool: Spool
  readonly #time: number
  readonly #turn = new Mutex()
  #held: Uint8Array[] = []
  #heldBytes = 0
  #directory: Uint8Array[] = []
  #directoryBytes = 0
  #entries = 0
  #offset = 0
  #failure: Error | null = null

  /** `at`: ms, the time that all its files have. */
  constructor(output: Writable, spool: Spool, at: number) {
    this.#output = output
    this.#time = dosTime(new Date(at))
    this.#spool = spool
    output.on('error', (error: Error) => (this.#failure ??= error))
    output.on('close', () => {
      this.#failure ??= new Error('the .zip was closed before it was whole')
      // Whoever waits for room waits no longer.
      output.emit('drain')
    })
  }

  /** Packed here and now: for what is small. */
  put(path: string, bytes: Uint8Array, isWorthPacking: boolean): Promise<void> {
    return this.#turn.run(async () => {
      const packed = isWorthPacking ? deflateRawSync(bytes, packerFor(bytes)) : bytes
      const isPacked = packed.byteLength < bytes.byteLength
      const content = isPacked ? packed : bytes
      const entry: ZipEntry = {
        ...{ name: utf8(path), isPacked, isToldLater: false, offset: this.#offset },
        ...{ crc32: crc32(bytes), packedBytes: content.byteLength, bytes: bytes.byteLength },
      }
      this.#hold(localRecord(entry, this.#time))
      this.#hold(content)
      this.#list(entry)
      if (this.#heldBytes >= HANDED_ON_BYTES) await this.#handOn()
    })
  }

  putStream(path: string, pieces: AsyncIterable<Uint8Array>, isPacked: boolean): Promise<void> {
    return this.#turn.run(async () => {
      const entry: ZipEntry = {
        ...{ name: utf8(path), isPacked, isToldLater: true, offset: this.#offset },
        ...{ crc32: 0, packedBytes: 0, bytes: 0 },
      }
      this.#hold(localRecord(entry, this.#time))
      try {
        await this.#pass(Readable.from(summed(pieces, entry), { objectMode: false }), entry)
      } catch (error) {
        // What ended the output is told, rather than that something was ended by it.
        this.#checkOutput()
        throw error
      }
      this.#hold(laterRecord(entry))
      this.#list(entry)
    })
  }

  async #pass(source: Readable, entry: ZipEntry): Promise<void> {
    const packer = entry.isPacked ? createDeflateRaw(LARGE_PACKER) : new PassThrough()
    await pipeline(source, packer, async (packed: AsyncIterable<Uint8Array>) => {
      for await (const piece of packed) {
        entry.packedBytes += piece.byteLength
        this.#hold(piece)
        if (this.#heldBytes >= HANDED_ON_BYTES) await this.#handOn()
      }
    })
  }

  /** The directory, and that there is no more. What was put is written when this resolves. */
  finish(): Promise<void> {
    return this.#turn.run(async () => {
      const offset = this.#offset
      await this.#handOn()
      await this.#spoolDirectory()
      for await (const piece of this.#spool.read(DIRECTORY)) {
        this.#hold(piece)
        await this.#handOn()
      }
      this.#hold(endRecords({ entries: this.#entries, offset, bytes: this.#offset - offset }))
      await this.#handOn()
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

  async #handOn(): Promise<void> {
    const bytes = Buffer.concat(this.#held)
    this.#held = []
    this.#heldBytes = 0
    if (this.#directoryBytes >= HANDED_ON_BYTES) await this.#spoolDirectory()
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
