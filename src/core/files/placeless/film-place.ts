// The place in a film of the ISO kind (MP4, QuickTime): where it was begun, as phones write it beside the title.
// What a camera writes along the way, frame by frame, is not looked for; the decision says so.
import { moved, spaces, type Patch, type ReadPart } from './bytes.ts'
import { findXmpPlace } from './xmp-place.ts'

const HEAD_BYTES = 16
const MAX_BOXES = 10_000
const MAX_MOVIE_BYTES = 64 * 1024 * 1024
/** `+41.9000+012.5000+021.000/` */
export const ISO_6709 =
  /[+-]\d{2}(?:\d{2}){0,2}(?:\.\d+)?[+-]\d{3}(?:\d{2}){0,2}(?:\.\d+)?(?:[+-]\d+(?:\.\d+)?)?(?:CRS[\w:/]*)?\//g
const LOCATION_BOX = 'loci'

export async function findFilmPlaces(read: ReadPart, size: number): Promise<Patch[]> {
  const patches: Patch[] = []
  let at = 0
  for (let i = 0; i < MAX_BOXES && at + 8 <= size; i++) {
    const head = await read(at, HEAD_BYTES)
    const bytes = boxBytes(head, size - at)
    if (bytes === null) break
    const isSaying = SAYING.has(head.toString('latin1', 4, 8))
    if (isSaying && bytes <= MAX_MOVIE_BYTES) patches.push(...findInMovie(await read(at, bytes), at))
    at += bytes
  }
  return patches
}

const SAYING: ReadonlySet<string> = new Set(['moov', 'udta', 'meta', 'uuid'])

/** Null when it has no length that a box can have. */
function boxBytes(head: Buffer, left: number): number | null {
  if (head.byteLength < 8) return null
  const short = head.readUInt32BE(0)
  if (short === 0) return left
  if (short !== 1) return short < 8 ? null : short
  const long = head.byteLength < HEAD_BYTES ? 0n : head.readBigUInt64BE(8)
  return long < 16n || long > BigInt(left) ? null : Number(long)
}

function findInMovie(movie: Buffer, at: number): Patch[] {
  const text = movie.toString('latin1')
  const spoken = [...text.matchAll(ISO_6709)].map(({ 0: place, index }) => spaces(at + index, place.length))
  return [...spoken, ...findLocationBoxes(movie, text, at), ...findPackets(movie, at)]
}

const PACKET = '<rdf:RDF'
const PACKET_END = '</rdf:RDF>'
const MAX_PACKETS = 16

/** XMP, as some cameras and editors write it beside the rest. */
function findPackets(movie: Buffer, at: number): Patch[] {
  const patches: Patch[] = []
  let start = movie.indexOf(PACKET)
  for (let i = 0; start !== -1 && i < MAX_PACKETS; i++) {
    const end = movie.indexOf(PACKET_END, start)
    if (end === -1) break
    patches.push(...moved(findXmpPlace(movie.subarray(start, end)), at + start))
    start = movie.indexOf(PACKET, end)
  }
  return patches
}

/** A box that names a place in numbers becomes free space. */
function findLocationBoxes(movie: Buffer, text: string, at: number): Patch[] {
  const patches: Patch[] = []
  for (let found = text.indexOf(LOCATION_BOX); found !== -1; found = text.indexOf(LOCATION_BOX, found + 1)) {
    const bytes = found < 4 ? 0 : movie.readUInt32BE(found - 4)
    // Version and flags are zero: what only looks like a name is left alone.
    const isBox =
      bytes >= 24 &&
      found - 4 + bytes <= movie.byteLength &&
      bytes < 4096 &&
      movie.readUInt32BE(found + 4) === 0
    if (!isBox) continue
    const free = Buffer.alloc(bytes - 4)
    free.write('free', 'latin1')
    patches.push({ start: at + found, bytes: free })
  }
  return patches
}
