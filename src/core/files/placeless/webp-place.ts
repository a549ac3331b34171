// The place in a WebP: its EXIF chunk is a TIFF without a mark. XMP is found by its own.
import { moved, type Patch, type ReadPart } from './bytes.ts'
import { findTiffPlace } from './tiff-place.ts'

const RIFF_BYTES = 12
const HEAD_BYTES = 8
const MAX_CHUNKS = 10_000
const MAX_EXIF_BYTES = 1024 * 1024

export async function findWebpPlaces(read: ReadPart, size: number): Promise<Patch[]> {
  let at = RIFF_BYTES
  for (let i = 0; i < MAX_CHUNKS && at + HEAD_BYTES <= size; i++) {
    const head = await read(at, HEAD_BYTES)
    if (head.byteLength < HEAD_BYTES) break
    const length = head.readUInt32LE(4)
    if (head.toString('latin1', 0, 4) === 'EXIF' && length <= MAX_EXIF_BYTES)
      return moved(findTiffPlace(await read(at + HEAD_BYTES, length)), at + HEAD_BYTES)
    at += HEAD_BYTES + length + (length % 2)
  }
  return []
}
