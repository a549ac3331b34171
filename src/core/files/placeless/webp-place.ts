// Removes locations from a WebP: EXIF and XMP are cleaned, and unknown chunks become zeros.
import { addAll, moved, partOf, zeros, type Patch, type ReadPart } from './patches.ts'
import { orEmpty, type Walked } from './jpeg-place.ts'
import { PlaceRemains } from './place-remains.ts'
import { findTiffPlaces } from './tiff-place.ts'
import { findXmlPlaces } from './xml-place.ts'

const RIFF_BYTES = 12
const HEAD_BYTES = 8
const MAX_CHUNKS = 100_000
const MAX_METADATA_CHUNK_BYTES = 16 * 1024 * 1024
const EXIF_MARK = 'Exif\0\0'
/** Chunks that are needed to show the picture. */
const SHOWING: ReadonlySet<string> = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP'])

/** `read` begins with the picture. @throws PlaceRemains if the file has too many chunks */
export async function walkWebp(read: ReadPart, size: number): Promise<Walked> {
  const patches: Patch[] = []
  const riff = await read(0, RIFF_BYTES)
  const end = Math.min(HEAD_BYTES + riff.readUInt32LE(4), size)
  let at = RIFF_BYTES
  for (let i = 0; at + HEAD_BYTES <= end; i++) {
    if (i === MAX_CHUNKS) throw new PlaceRemains('form', 'It has more chunks than any known picture.')
    const head = await read(at, HEAD_BYTES)
    const length = Math.min(head.readUInt32LE(4), end - at - HEAD_BYTES)
    const start = at + HEAD_BYTES
    const found = await cleanChunk(partOf(read, start, start + length), head.toString('latin1', 0, 4), length)
    addAll(patches, moved(found, start))
    at = start + length + (length % 2)
  }
  return { patches, end: Math.min(at, size) }
}

async function cleanChunk(read: ReadPart, type: string, length: number): Promise<Patch[]> {
  if (SHOWING.has(type)) return []
  if (length > MAX_METADATA_CHUNK_BYTES) return zeros(0, length)
  if (type === 'XMP ') return findXmlPlaces(await read(0, length))
  if (type !== 'EXIF') return zeros(0, length)
  const hasMark = (await read(0, EXIF_MARK.length)).toString('latin1') === EXIF_MARK
  const from = hasMark ? EXIF_MARK.length : 0
  const finding = findTiffPlaces(partOf(read, from, length), length - from, 'block')
  return moved(await orEmpty(finding, length - from), from)
}
