// Removes locations from a PNG. Each chunk has a checksum, which is computed again after a change.
// A compressed text cannot be changed in place, and an unknown chunk cannot be cleaned, so both
// become a comment of spaces.
import { crc32 } from 'node:zlib'
import { turn } from '../../base/index.ts'
import { addAll, moved, patched, readerOf, type Patch, type ReadPart } from './patches.ts'
import { orEmpty, type Walked } from './jpeg-place.ts'
import { PlaceRemains } from './place-remains.ts'
import { namesPlace, saysPlace } from './place-patterns.ts'
import { saysInSlices } from './slices.ts'
import { findTiffPlaces } from './tiff-place.ts'
import { unpackWithin, type UnpackBudget } from './unpack.ts'
import { findXmlPlaces } from './xml-place.ts'

const SIGNATURE_BYTES = 8
const HEAD_BYTES = 8
const CHECK_BYTES = 4
const MAX_CHUNKS = 100_000
/** Limit for a text or EXIF chunk; a picture with a larger one is refused. */
const MAX_METADATA_CHUNK_BYTES = 16 * 1024 * 1024
/** Limit for one text. A longer text becomes a comment. */
const MAX_TEXT_BYTES = 2 * 1024 * 1024
/**
 * Limits for all packed texts together, by the size of the picture: a document may contain many
 * pictures. What remains becomes comments.
 */
const MAX_UNPACKED_BYTES = 16 * 1024 * 1024
const LEAST_UNPACKED_BYTES = 4096
const UNPACKED_PER_BYTE = 8
const XMP = 'XML:com.adobe.xmp'

/** Chunks that are needed to show the picture. */
const SHOWING: ReadonlySet<string> = new Set(
  (
    'IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD hIST pHYs sPLT tIME acTL fcTL fdAT cICP mDCV cLLI iDOT oFFs sCAL ' +
    'pCAL sTER gIFg'
  ).split(' '),
)

/** `read` begins with the picture. @throws PlaceRemains if the file has too many chunks */
export async function walkPng(read: ReadPart, size: number): Promise<Walked> {
  const patches: Patch[] = []
  const budget = { left: Math.min(MAX_UNPACKED_BYTES, LEAST_UNPACKED_BYTES + UNPACKED_PER_BYTE * size) }
  let at = SIGNATURE_BYTES
  for (let i = 0; at + HEAD_BYTES + CHECK_BYTES <= size; i++) {
    if (i === MAX_CHUNKS) throw new PlaceRemains('form', 'It has more chunks than any known picture.')
    await turn.pass()
    const head = await read(at, HEAD_BYTES)
    const type = head.toString('latin1', 4)
    const length = Math.min(head.readUInt32BE(0), size - at - HEAD_BYTES - CHECK_BYTES)
    if (!/^[A-Za-z]{4}$/.test(type)) break
    if (!SHOWING.has(type)) addAll(patches, await cleanChunk(read, at, { type, length, budget }))
    at += HEAD_BYTES + length + CHECK_BYTES
    if (type === 'IEND') break
  }
  return { patches, end: at }
}

interface Chunk {
  type: string
  length: number
  budget: UnpackBudget
}

async function cleanChunk(read: ReadPart, at: number, { type, length, budget }: Chunk): Promise<Patch[]> {
  if (length > MAX_METADATA_CHUNK_BYTES)
    throw new PlaceRemains('form', 'A chunk is larger than any known text.')
  const chunk = await read(at, HEAD_BYTES + length + CHECK_BYTES)
  const data = chunk.subarray(HEAD_BYTES, HEAD_BYTES + length)
  const own = await cleanData(data, type, budget)
  const placed = own === 'comment' ? toComment(data, at) : moved(own, at + HEAD_BYTES)
  return placed.length === 0 ? [] : [...placed, checkOf(patched(chunk, at, placed), at)]
}

async function cleanData(data: Buffer, type: string, budget: UnpackBudget): Promise<Patch[] | 'comment'> {
  if (type === 'eXIf') {
    const from = data.toString('latin1', 0, 6) === 'Exif\0\0' ? 6 : 0
    const tiff = data.subarray(from)
    return moved(
      await orEmpty(findTiffPlaces(readerOf(tiff), tiff.byteLength, 'block'), tiff.byteLength),
      from,
    )
  }
  const chunk = await readText(data, type, budget)
  if (chunk === null || chunk.keyword.startsWith('Raw profile type ')) return 'comment'
  const isXml = chunk.keyword === XMP || /<(?:rdf:RDF|x:xmpmeta)/.test(chunk.text)
  if (isXml && !chunk.isPacked) return moved(await findXmlPlaces(data.subarray(chunk.start)), chunk.start)
  if (isXml) return 'comment'
  return namesPlace(chunk.keyword) || (await saysInSlices(chunk.text, saysPlace)) ? 'comment' : []
}

interface TextChunk {
  keyword: string
  text: string
  isPacked: boolean
  /** Position of the text in the chunk. */
  start: number
}

/** Null if the chunk is not a text, or cannot be read. */
async function readText(data: Buffer, type: string, budget: UnpackBudget): Promise<TextChunk | null> {
  const keywordEnd = data.subarray(0, 80).indexOf(0)
  if (keywordEnd === -1) return null
  const keyword = data.toString('latin1', 0, keywordEnd)
  if (type === 'tEXt') return readTextChunk(data, keyword, keywordEnd + 1)
  if (type === 'zTXt') return readTextChunk(data, keyword, keywordEnd + 2, budget)
  if (type !== 'iTXt') return null
  // The language and the translated keyword come first.
  const languageEnd = data.indexOf(0, keywordEnd + 3)
  const translatedEnd = languageEnd === -1 ? -1 : data.indexOf(0, languageEnd + 1)
  if (translatedEnd === -1) return null
  return readTextChunk(data, keyword, translatedEnd + 1, data[keywordEnd + 1] === 1 ? budget : null)
}

/** `budget` is null for a text that is not packed. */
async function readTextChunk(
  data: Buffer,
  keyword: string,
  start: number,
  budget: UnpackBudget | null = null,
): Promise<TextChunk | null> {
  const bytes = data.subarray(start)
  if (bytes.byteLength > MAX_TEXT_BYTES) return null
  const text = budget === null ? bytes : await unpackWithin(bytes, budget, MAX_TEXT_BYTES)
  return text === null ? null : { keyword, isPacked: budget !== null, start, text: text.toString('latin1') }
}

/**
 * Overwrites a chunk from its type to its end. A chunk too short for a comment is too short for a
 * location.
 */
function toComment(data: Buffer, at: number): Patch[] {
  const keyword = 'Comment\0'
  if (data.byteLength < keyword.length) return []
  const comment = Buffer.alloc(data.byteLength, ' ')
  comment.write(keyword, 'latin1')
  return [
    { start: at + 4, bytes: Buffer.from('tEXt', 'latin1') },
    { start: at + HEAD_BYTES, bytes: comment },
  ]
}

function checkOf(chunk: Uint8Array, at: number): Patch {
  const end = chunk.byteLength - CHECK_BYTES
  const bytes = Buffer.alloc(CHECK_BYTES)
  bytes.writeUInt32BE(crc32(chunk.subarray(4, end)))
  return { start: at + end, bytes }
}
