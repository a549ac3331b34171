// Searches files that are never changed for a location: documents, archives, PDF, data. A file
// without a location is given unchanged.
// Sizes and counts are limited. Beyond the limits the owner is asked.
import { fromRandomAccessReaderPromise, RandomAccessReader, type Entry, type ZipFile } from 'yauzl'
import { Readable } from 'node:stream'
import { turn } from '../../base/index.ts'
import { SNIFFED_BYTES, typeOfContent } from '../file-type.ts'
import { readerOf, type ReadPart } from './patches.ts'
import { findPlaces } from './find-places.ts'
import { PlaceRemains } from './place-remains.ts'
import { isAskedByStart, isOfficeType, placeRuleOf } from './place-rules.ts'
import { namesPlaceInXmp } from './place-patterns.ts'
import { searchBytes, type LookedAt } from './search-bytes.ts'
import { unpackWithin, type UnpackBudget } from './unpack.ts'

const MAX_PDF_BYTES = 128 * 1024 * 1024
const MAX_ENTRIES = 20_000
const MAX_ENTRY_BYTES = 64 * 1024 * 1024
/** Total unpacked bytes of one archive, with the archives in it. */
const MAX_UNPACKED_BYTES = 512 * 1024 * 1024
const MAX_DEPTH = 3
/** The two heads of one entry with a name of one byte, and the end of the archive. */
const LEAST_ZIP_BYTES = 100

/** Of the outermost file. The files within it share what may be unpacked. */
interface Budget {
  unpack: UnpackBudget
  depth: number
}

/** Resolves if the file contains no location. @throws PlaceRemains */
export async function lookInto(
  file: LookedAt,
  budget: Budget = { unpack: { left: MAX_UNPACKED_BYTES }, depth: 0 },
): Promise<void> {
  if (budget.depth > MAX_DEPTH) throw new PlaceRemains('form', 'It has too many files within files.')
  if (file.type === 'application/pdf') return lookIntoPdf(file, budget)
  if (isZip(file.type)) return lookIntoZip(file, budget)
  if (isAskedByStart(file.type, file.name, await file.read(0, SNIFFED_BYTES)))
    throw new PlaceRemains('kind', 'Files of this kind are not understood.')
  return searchBytes(file)
}

const isDocument = (type: string): boolean => isZip(type) || type === 'application/pdf'
const isZip = (type: string): boolean => type === 'application/zip' || isOfficeType(type)

const WINDOW_BYTES = 256 * 1024
const OVERLAP_BYTES = 256

/** Yields windows, in turns. */
async function* windowsOf(read: ReadPart, size: number): AsyncGenerator<string, void> {
  for (let start = 0; start < size; start += WINDOW_BYTES) {
    yield (await read(start, WINDOW_BYTES + OVERLAP_BYTES)).toString('latin1')
    await turn.pass()
  }
}

/** True for the texts of an office document. Other parts may be objects that hold files. */
const isPart = (type: string): boolean => type.startsWith('text/') || type === 'application/json'

/** Examines a file that is completely in memory and was found within another file. */
async function lookIntoInner(name: string, bytes: Buffer, outer: LookedAt, budget: Budget): Promise<void> {
  const type = typeOfContent(bytes, name)
  const file = { read: readerOf(bytes), size: bytes.byteLength, name, type }
  const rule = placeRuleOf(type)
  if (rule === 'none') return
  if (isOfficeType(outer.type) && rule !== 'clean' && !isDocument(type))
    return isPart(type) ? undefined : searchBytes(file)
  if (rule === 'look') return lookInto(file, { unpack: budget.unpack, depth: budget.depth + 1 })
  if ((await findPlaces(file.read, file.size, type)).length > 0)
    throw new PlaceRemains('seen', `${name} within it may contain a location.`)
}

class PartReader extends RandomAccessReader {
  readonly #read: ReadPart

  constructor(read: ReadPart) {
    super()
    this.#read = read
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const read = this.#read
    const pieces = async function* (): AsyncGenerator<Buffer, void> {
      for (let at = start; at < end; at += PIECE_BYTES) yield await read(at, Math.min(PIECE_BYTES, end - at))
    }
    return Readable.from(pieces())
  }
}

const PIECE_BYTES = 64 * 1024

async function lookIntoZip(outer: LookedAt, budget: Budget): Promise<void> {
  // Even if its first bytes are those of an archive, it is too short for one entry.
  if (outer.size < LEAST_ZIP_BYTES) return
  const zip = await fromRandomAccessReaderPromise(new PartReader(outer.read), outer.size, {
    autoClose: false,
    decodeStrings: true,
  }).catch(cannotRead)
  if (zip.entryCount > MAX_ENTRIES) throw new PlaceRemains('form', 'It has too many files to search.')
  try {
    for await (const entry of zip.eachEntry())
      if (!entry.fileName.endsWith('/')) await lookIntoEntry(zip, entry, outer, budget)
  } catch (error) {
    cannotRead(error)
  }
}

function cannotRead(error: unknown): never {
  if (error instanceof PlaceRemains) throw error
  throw new PlaceRemains('form', 'It cannot be read.')
}

async function lookIntoEntry(zip: ZipFile, entry: Entry, outer: LookedAt, budget: Budget): Promise<void> {
  if (entry.isEncrypted() || !entry.canDecodeFileData())
    throw new PlaceRemains('form', 'A file within it is encrypted.')
  budget.unpack.left -= entry.uncompressedSize
  if (entry.uncompressedSize > MAX_ENTRY_BYTES || budget.unpack.left < 0)
    throw new PlaceRemains('form', 'It unpacks to more than the search limit.')
  const pieces: Buffer[] = []
  for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer)
  await lookIntoInner(entry.fileName, Buffer.concat(pieces), outer, budget)
}

const MAX_STREAM_BYTES = 16 * 1024 * 1024
const MAX_STREAMS = 100_000
/** The dictionary of a stream precedes it. */
const DICTIONARY_BYTES = 1024
/** Map data in a PDF, and the words by which picture and document metadata is found. */
const PDF_MARKS =
  /\/(?:GPTS|LGIDict|Viewport\s*\/Measure|Subtype\s*\/GEO)\b|Exif\0\0(?:II\*\0|MM\0\*)|8BIM\x04\x04/
async function lookIntoPdf(pdf: LookedAt, budget: Budget): Promise<void> {
  const { read, size } = pdf
  if (size > MAX_PDF_BYTES) throw new PlaceRemains('form', 'The PDF is too large to search.')
  for await (const text of windowsOf(read, size)) checkPdfText(text, true)
  const bytes = await read(0, size)
  let count = 0
  let end = 0
  for (let at = nextStream(bytes, 0); at !== -1; at = nextStream(bytes, at)) {
    const before = bytes.toString('latin1', Math.max(0, at - DICTIONARY_BYTES), at)
    const dictionary = before.slice(before.lastIndexOf(' obj'))
    const isAttached = /\/EmbeddedFile\b/.test(dictionary)
    if (!isAttached && !isWorthUnpacking(dictionary)) continue
    if (++count > MAX_STREAMS || budget.unpack.left <= 0)
      throw new PlaceRemains('form', 'It has too many streams to search.')
    const start = bytes[at] === 0x0d ? at + 2 : at + 1
    const packed = bytes.subarray(start, (end = endOfStream(bytes, start, end)))
    const unpacked = /\/Filter\b/.test(dictionary)
      ? await unpackWithin(packed, budget.unpack, MAX_STREAM_BYTES)
      : packed
    if (isAttached && unpacked === null)
      throw new PlaceRemains('form', 'A file attached to the PDF cannot be read.')
    if (unpacked === null) continue
    if (isAttached) await lookIntoInner('An attached file', unpacked, pdf, budget)
    const part = readerOf(unpacked)
    for await (const text of windowsOf(part, unpacked.byteLength)) checkPdfText(text, false)
  }
}

/**
 * `known` is the previous end. Many streams may share an end or have none, so the search is not
 * repeated.
 */
function endOfStream(bytes: Buffer, start: number, known: number): number {
  if (known >= start) return known
  const end = bytes.indexOf('endstream', start, 'latin1')
  return end === -1 ? bytes.byteLength : end
}

/** Returns the position after the next `stream` keyword; -1 if there is none. */
function nextStream(bytes: Buffer, from: number): number {
  const word = 'stream'
  for (let at = bytes.indexOf(word, from, 'latin1'); at !== -1; at = bytes.indexOf(word, at + 1, 'latin1')) {
    const behind = bytes[at + word.length]
    const isEnd = bytes.toString('latin1', Math.max(0, at - 3), at) === 'end'
    if (!isEnd && (behind === 0x0a || behind === 0x0d)) return at + word.length
  }
  return -1
}

function isWorthUnpacking(dictionary: string): boolean {
  if (!/\/Fl(?:ateDecode)?\b/.test(dictionary)) return false
  // Within the packing there may be a JPEG as its camera wrote it.
  if (/\/DCT(?:Decode)?\b|\/JPXDecode\b/.test(dictionary)) return true
  // Packed points and outlines look like coordinates.
  return !/\/Subtype\s*\/Image|\/FontFile|\/Length1\b/.test(dictionary)
}

function checkPdfText(text: string, isOutside: boolean): void {
  if (isOutside && /\/Encrypt\b/.test(text)) throw new PlaceRemains('form', 'The PDF is encrypted.')
  if (PDF_MARKS.test(text) || namesPlaceInXmp(text))
    throw new PlaceRemains('seen', 'The PDF may contain a location.')
}
