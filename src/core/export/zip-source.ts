// A .zip as a place of files: each by its name, read as a stream. It may come from anybody, so what it says of itself is not believed:
// no path leads out of it, nothing in it is twice, linked or locked, and it cannot unpack to more than it plausibly holds.
import type { FileHandle } from 'node:fs/promises'
import { crc32, inflateRawSync } from 'node:zlib'
import { Entry, openPromise, type ZipFile } from 'yauzl'
import { EngineError, isEngineError } from '../contract/errors.ts'
import { openRegular } from '../home/index.ts'

const MAX_ENTRIES = 2_000_000
/** Deflate can do 1032 to 1; letters and pages are far below this, and small files may be what they like. */
const MAX_RATIO = 250
const FREE_BYTES = 16 << 20

/** What is no longer than this, packed and unpacked, is read and unpacked at once: a stream costs ten times as much. */
const SMALL_BYTES = 64 * 1024

export class ZipSource {
  readonly #zip: ZipFile
  readonly #file: FileHandle
  readonly #entries: Map<string, Entry>

  private constructor(zip: ZipFile, file: FileHandle, entries: Map<string, Entry>) {
    this.#zip = zip
    this.#file = file
    this.#entries = entries
  }

  /** @throws INVALID with a reason in details, TOO_LARGE */
  static async open(path: string): Promise<ZipSource> {
    // Opened first, since only this refuses a pipe in its place.
    const file = await openRegular(path, { followsLink: true })
    const zip = await openPromise(path, { autoClose: false }).catch(async (cause: unknown) => {
      await file.close()
      throw refused('no-archive', 'This is no whole .zip.', cause)
    })
    try {
      const entries = await readEntries(zip)
      await checkEnd(zip, file)
      return new ZipSource(zip, file, entries)
    } catch (error) {
      await file.close()
      zip.close()
      throw isEngineError(error) ? error : refused('path', 'A name in this archive is none.', error)
    }
  }

  /** In the order in which they lie there. */
  async *list(): AsyncGenerator<string> {
    yield* this.#entries.keys()
  }

  has(path: string): boolean {
    return this.#entries.has(path)
  }

  /** Bytes as the archive says; no more of them will come. */
  sizeOf(path: string): number {
    return this.#entries.get(path)?.uncompressedSize ?? 0
  }

  /** @throws NOT_FOUND; INVALID when it is not of the length or the checksum that was said */
  async *read(path: string): AsyncGenerator<Uint8Array> {
    const entry = this.#entries.get(path)
    if (entry === undefined) throw new EngineError('NOT_FOUND', 'It is not in this archive.')
    if (entry.compressedSize <= SMALL_BYTES && entry.uncompressedSize <= SMALL_BYTES) {
      yield await readSmall(this.#file, entry)
      return
    }
    let sum = 0
    try {
      for await (const piece of await this.#zip.openReadStreamPromise(entry)) {
        sum = crc32(piece as Buffer, sum)
        yield piece as Buffer
      }
    } catch (cause) {
      throw refused('damaged', 'A file of this archive is damaged.', cause)
    }
    if (sum !== entry.crc32) throw refused('damaged', 'A file of this archive is damaged.')
  }

  async close(): Promise<void> {
    this.#zip.close()
    await this.#file.close()
  }
}

const LOCAL_BYTES = 30
/** Most names and what stands behind them. */
const LIKELY_NAME_BYTES = 512
const STORED = 0

/** @throws INVALID when it is not of the length or the checksum that was said */
async function readSmall(file: FileHandle, entry: Entry): Promise<Uint8Array> {
  const { compressedSize, uncompressedSize, compressionMethod } = entry
  const packed = await readPacked(file, entry)
  try {
    const content =
      compressionMethod === STORED
        ? packed
        : inflateRawSync(packed, { maxOutputLength: Math.max(1, uncompressedSize) })
    const isWhole = packed.byteLength === compressedSize && content.byteLength === uncompressedSize
    if (isWhole && crc32(content) === entry.crc32) return content
  } catch (cause) {
    throw refused('damaged', 'A file of this archive is damaged.', cause)
  }
  throw refused('damaged', 'A file of this archive is damaged.')
}

/** Behind its own record, which says how long that is. */
async function readPacked(file: FileHandle, entry: Entry): Promise<Uint8Array> {
  const { compressedSize, relativeOffsetOfLocalHeader: at } = entry
  const read = await readAt(file, at, LOCAL_BYTES + LIKELY_NAME_BYTES + compressedSize)
  if (read.byteLength < LOCAL_BYTES || read.toString('latin1', 0, 4) !== 'PK\x03\x04')
    throw refused('damaged', 'A file of this archive is damaged.')
  const start = LOCAL_BYTES + read.readUInt16LE(26) + read.readUInt16LE(28)
  return start + compressedSize <= read.byteLength
    ? read.subarray(start, start + compressedSize)
    : readAt(file, at + start, compressedSize)
}

/** Less where the file ends. */
async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, at)
  return buffer.subarray(0, bytesRead)
}

async function readEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > MAX_ENTRIES)
    throw new EngineError('TOO_LARGE', 'There are too many files in this archive.')
  const entries = new Map<string, Entry>()
  let packedBytes = 0
  for await (const entry of zip.eachEntry()) {
    checkEntry(entry)
    packedBytes += entry.compressedSize
    // Entries that lie on one another unpack to far more than the archive is.
    if (packedBytes > zip.fileSize) throw refused('overlap', 'Files of this archive lie on one another.')
    if (entry.fileName.endsWith('/')) continue
    if (entries.has(entry.fileName)) throw refused('twice', 'A name is twice in this archive.')
    entries.set(entry.fileName, slimmed(entry))
  }
  return entries
}

/** Some packers count only to 65,535 and begin again: what is beyond would be passed over in silence. */
async function checkEnd(zip: ZipFile, file: FileHandle): Promise<void> {
  // Where the last entry ended, which yauzl keeps and its types do not say.
  const { readEntryCursor } = zip as ZipFile & { readEntryCursor: number }
  if ((await readAt(file, readEntryCursor, 4)).toString('latin1') === 'PK\x01\x02')
    throw refused('count', 'There is more in this archive than it says.')
}

const FILE_KIND = 0o170000
const LINK = 0o120000

function checkEntry(entry: Entry): void {
  const { fileName, compressedSize, uncompressedSize, externalFileAttributes } = entry
  checkPath(fileName)
  if (((externalFileAttributes >>> 16) & FILE_KIND) === LINK)
    throw refused('link', 'There is a link in this archive.')
  if (entry.isEncrypted()) throw refused('locked', 'A file of this archive is locked by a password.')
  if (!entry.canDecodeFileData())
    throw refused('packing', 'A file of this archive is packed in a way that is not known.')
  if (uncompressedSize > FREE_BYTES && uncompressedSize > compressedSize * MAX_RATIO)
    throw new EngineError('TOO_LARGE', 'A file of this archive unpacks to too much.', {
      details: { reason: 'bomb' },
    })
}

/** yauzl has refused what is absolute or goes up; this is what other systems would read as such. @throws INVALID */
function checkPath(path: string): void {
  const isOdd = path.split('/').some((part) => part === '..' || part === '.') || path.startsWith('/')
  if (isOdd || /[\\:\0]/.test(path)) throw refused('path', 'A name in this archive leads out of it.')
}

/** What is needed to read it later; names and comments in all their forms would be most of the memory. */
function slimmed(entry: Entry): Entry {
  const { compressedSize, uncompressedSize, compressionMethod, generalPurposeBitFlag } = entry
  const kept = {
    compressedSize,
    uncompressedSize,
    compressionMethod,
    generalPurposeBitFlag,
    crc32: entry.crc32,
  }
  const { relativeOffsetOfLocalHeader } = entry
  return Object.assign(Object.create(Entry.prototype) as Entry, kept, { relativeOffsetOfLocalHeader })
}

function refused(reason: string, message: string, cause?: unknown): EngineError {
  return new EngineError('INVALID', message, { details: { reason }, cause })
}
