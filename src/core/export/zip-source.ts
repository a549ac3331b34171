// Reads a .zip: files by name, as streams. The archive is untrusted, so its own statements are
// checked.
// No path leaves it, no name occurs twice, no file is a link or encrypted, and none unpacks to an
// implausible size.
import type { FileHandle } from 'node:fs/promises'
import { crc32, inflateRawSync } from 'node:zlib'
import { Entry, openPromise, type ZipFile } from 'yauzl'
import { EngineError, isEngineError } from '../contract/errors.ts'
import { openRegular } from '../home/index.ts'

const MAX_ENTRIES = 2_000_000
/**
 * Deflate reaches 1032 to 1. Letters and pages are far below this limit; files up to FREE_BYTES may
 * have any ratio.
 */
const MAX_RATIO = 250
const FREE_BYTES = 16 << 20

/**
 * A file up to this size, packed and unpacked, is read in one piece, because a stream costs ten
 * times as much.
 */
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
    // Open the file first, because only openRegular refuses a pipe.
    const file = await openRegular(path, { followsLink: true })
    const zip = await openPromise(path, { autoClose: false }).catch(async (cause: unknown) => {
      await file.close()
      throw refused('no-archive', 'This is not a complete .zip.', cause)
    })
    try {
      const entries = await readEntries(zip)
      await checkEnd(zip, file)
      return new ZipSource(zip, file, entries)
    } catch (error) {
      await file.close()
      zip.close()
      throw isEngineError(error) ? error : refused('path', 'A name in this archive is invalid.', error)
    }
  }

  /** Lists the names in the order of the archive. */
  async *list(): AsyncGenerator<string> {
    yield* this.#entries.keys()
  }

  has(path: string): boolean {
    return this.#entries.has(path)
  }

  /** Returns the size in bytes that the archive states; never more bytes are read. */
  sizeOf(path: string): number {
    return this.#entries.get(path)?.uncompressedSize ?? 0
  }

  /** @throws NOT_FOUND; INVALID if the length or the checksum differs */
  async *read(path: string): AsyncGenerator<Uint8Array> {
    const entry = this.#entries.get(path)
    if (entry === undefined) throw new EngineError('NOT_FOUND', 'There is no such file in this archive.')
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
/** Longer than most names with their extra fields. */
const LIKELY_NAME_BYTES = 512
const STORED = 0

/** @throws INVALID if the length or the checksum differs */
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

/** The content follows a local header, which states its own length. */
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

/** Returns fewer bytes at the end of the file. */
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
    // Overlapping entries unpack to far more than the size of the archive.
    if (packedBytes > zip.fileSize) throw refused('overlap', 'Files of this archive overlap.')
    if (entry.fileName.endsWith('/')) continue
    if (entries.has(entry.fileName)) throw refused('twice', 'A name occurs twice in this archive.')
    entries.set(entry.fileName, slimmed(entry))
  }
  return entries
}

/**
 * Some archivers count only to 65,535 and start again. Without this check the files beyond would be
 * skipped silently.
 */
async function checkEnd(zip: ZipFile, file: FileHandle): Promise<void> {
  // yauzl keeps the end of the last entry in this field, but its types do not declare it.
  const { readEntryCursor } = zip as ZipFile & { readEntryCursor: number }
  if ((await readAt(file, readEntryCursor, 4)).toString('latin1') === 'PK\x01\x02')
    throw refused('count', 'This archive has more files than it states.')
}

const FILE_KIND = 0o170000
const LINK = 0o120000

function checkEntry(entry: Entry): void {
  const { fileName, compressedSize, uncompressedSize, externalFileAttributes } = entry
  checkPath(fileName)
  if (((externalFileAttributes >>> 16) & FILE_KIND) === LINK)
    throw refused('link', 'There is a link in this archive.')
  if (entry.isEncrypted()) throw refused('locked', 'A file of this archive is encrypted.')
  if (!entry.canDecodeFileData())
    throw refused('packing', 'A file of this archive has an unknown compression method.')
  if (uncompressedSize > FREE_BYTES && uncompressedSize > compressedSize * MAX_RATIO)
    throw new EngineError('TOO_LARGE', 'A file of this archive unpacks to too many bytes.', {
      details: { reason: 'bomb' },
    })
}

/**
 * yauzl refuses absolute paths and `..`. This also refuses names that are paths on other systems.
 * @throws INVALID
 */
function checkPath(path: string): void {
  const isOdd = path.split('/').some((part) => part === '..' || part === '.') || path.startsWith('/')
  if (isOdd || /[\\:\0]/.test(path)) throw refused('path', 'A name in this archive leads out of it.')
}

/**
 * Keeps the fields that are needed for reading; names and comments would need most of the memory.
 */
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
