// Places that stand behind a mark by which every program finds them: EXIF, XMP and IPTC, wherever in a file, in pictures within pictures too.
// The whole file is read once for it, in windows.
import { moved, type Patch, type ReadPart } from './bytes.ts'
import { findIptcPlace } from './iptc-place.ts'
import { findTiffPlace } from './tiff-place.ts'
import { findXmpPlace } from './xmp-place.ts'

interface Mark {
  words: readonly string[]
  /** Bytes from the mark on that are looked at. */
  reach: number
  /** `part` begins behind the mark. */
  find: (part: Buffer) => Patch[]
}

const EXIF_REACH = 256 * 1024
const XMP_REACH = 1024 * 1024
const IPTC_REACH = 64 * 1024

const MARKS: readonly Mark[] = [
  {
    words: ['Exif\0\0II*\0', 'Exif\0\0MM\0*'],
    reach: EXIF_REACH,
    find: (part) => moved(findTiffPlace(part.subarray(6)), 6),
  },
  { words: ['<rdf:RDF', '<x:xmpmeta'], reach: XMP_REACH, find: (part) => findXmpPlace(packetOf(part)) },
  { words: ['8BIM\x04\x04'], reach: IPTC_REACH, find: (part) => moved(findIptcPlace(part.subarray(6)), 6) },
]

const WINDOW_BYTES = 1024 * 1024
const LONGEST_WORD = 16
/** More marks than any picture has: what is made of them alone is not walked to its end. */
const MAX_MARKS = 256

/** @throws RangeError when there are more marks than can be meant */
export async function findMarkedPlaces(read: ReadPart, size: number): Promise<Patch[]> {
  const patches: Patch[] = []
  let marks = 0
  for (let start = 0; start < size; start += WINDOW_BYTES) {
    const window = await read(start, WINDOW_BYTES + LONGEST_WORD)
    for (const { words, reach, find } of MARKS)
      for (const word of words)
        for (const at of findAll(window, word)) {
          if (at >= WINDOW_BYTES) continue
          if (++marks > MAX_MARKS) throw new RangeError('more marks than a picture has')
          patches.push(...moved(find(await read(start + at, reach)), start + at))
        }
  }
  return patches
}

function findAll(window: Buffer, word: string): number[] {
  const found: number[] = []
  for (let at = window.indexOf(word, 0, 'latin1'); at !== -1; at = window.indexOf(word, at + 1, 'latin1'))
    found.push(at)
  return found
}

/** Up to the end of the packet, if that is within reach. */
function packetOf(part: Buffer): Buffer {
  const end = part.indexOf('</rdf:RDF>')
  return end === -1 ? part : part.subarray(0, end)
}
