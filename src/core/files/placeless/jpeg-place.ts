// Removes locations from a JPEG. Walks its segments to the end. Lists of known segments decide
// whether one is kept, cleaned or emptied.
// The bytes after the end of the picture are handled in past-end.ts.
import { addAll, moved, partOf, zeros, type Patch, type ReadPart } from './patches.ts'
import { JoinedParts, type Extent } from './joined-parts.ts'
import { findPhotoshopPlaces } from './photoshop-place.ts'
import { PlaceRemains } from './place-remains.ts'
import { saysPlace } from './place-patterns.ts'
import { findTiffPlaces } from './tiff-place.ts'
import { findXmlPlaces } from './xml-place.ts'

export interface Walked {
  patches: Patch[]
  /** Position after the last byte of the picture. */
  end: number
}

const WINDOW_BYTES = 256 * 1024
const MAX_SEGMENTS = 10_000
const SOI = 0xd8
const EOI = 0xd9
const COMMENT = 0xfe
const EXIF = 'Exif\0\0'
const XMP = 'http://ns.adobe.com/xap/1.0/\0'
const MORE_XMP = 'http://ns.adobe.com/xmp/extension/\0'
/** GUID of the whole packet, its length, and the offset of this part in it. */
const MORE_XMP_HEAD_BYTES = 32 + 4 + 4
const PHOTOSHOP = 'Photoshop 3.0\0'
/** Segments that are needed to show the picture, by marker and first word. */
const SHOWING: ReadonlySet<string> = new Set(
  [
    [0xe0, 'JFIF\0'],
    [0xe2, 'ICC_PROFILE\0'],
    [0xe2, 'MPF\0'],
    [0xe2, 'urn:iso:std:iso:ts:21496:-1\0'],
    [0xee, 'Adobe'],
  ].map(([marker, word]) => `${marker} ${word}`),
)
const LONGEST_WORD = 40

/** `read` begins with the picture. @throws PlaceRemains if the file has too many segments */
export async function walkJpeg(read: ReadPart, size: number): Promise<Walked> {
  const walk = new JpegWalk(read, size)
  const end = await walk.toEnd()
  return { patches: [...walk.patches, ...(await walk.findSplit())], end }
}

interface Segment extends Extent {
  marker: number
}

class JpegWalk {
  readonly patches: Patch[] = []
  readonly #read: ReadPart
  readonly #size: number
  /**
   * XMP packets that are split over segments: the parts by GUID, with their offsets in the packet.
   */
  readonly #moreXmp = new Map<string, (Extent & { at: number })[]>()
  readonly #photoshop: Extent[] = []

  constructor(read: ReadPart, size: number) {
    this.#read = read
    this.#size = size
  }

  async toEnd(): Promise<number> {
    let at = 2
    let isScan = false
    for (let i = 0; i < MAX_SEGMENTS; i++) {
      const found = await this.#findMarker(at)
      // Bytes between segments have no meaning; bytes within a scan are the picture.
      if (!isScan && found.at > at) addAll(this.patches, zeros(at, found.at - at))
      if (found.marker === null) return this.#size
      if (found.marker === EOI || found.marker === SOI) return found.marker === EOI ? found.at + 2 : found.at
      const head = await this.#read(found.at + 2, 2)
      if (head.byteLength < 2) return this.#size
      const length = Math.min(Math.max(head.readUInt16BE(0), 2) - 2, this.#size - found.at - 4)
      await this.#cleanSegment({ marker: found.marker, start: found.at + 4, length })
      at = found.at + 4 + length
      isScan = found.marker === 0xda || (isScan && found.marker === 0xdc)
    }
    throw new PlaceRemains('form', 'It has more segments than any known picture.')
  }

  /**
   * Returns the next marker that is not part of a scan. If there is none, `marker` is null and `at`
   * is the end of the file.
   */
  async #findMarker(from: number): Promise<{ at: number; marker: number | null }> {
    for (let start = from; start < this.#size; start += WINDOW_BYTES) {
      const window = await this.#read(start, WINDOW_BYTES + 1)
      for (let i = window.indexOf(0xff); i !== -1 && i < WINDOW_BYTES; i = window.indexOf(0xff, i + 1)) {
        const marker = window[i + 1]
        if (marker !== undefined && isMarker(marker)) return { at: start + i, marker }
      }
    }
    return { at: this.#size, marker: null }
  }

  async #cleanSegment(segment: Segment): Promise<void> {
    const { marker, start, length } = segment
    if (marker === COMMENT) return this.#cleanComment(segment)
    if (marker < 0xe0 || marker > 0xef) return
    const word = (await this.#read(start, Math.min(length, LONGEST_WORD))).toString('latin1')
    if (marker === 0xe1 && word.startsWith(EXIF)) return this.#clean(segment, EXIF.length, cleanTiff)
    if (marker === 0xe1 && word.startsWith(XMP)) return this.#clean(segment, XMP.length, cleanXml)
    if (marker === 0xe1 && word.startsWith(MORE_XMP)) return this.#collectXmpPart(segment)
    if (marker === 0xed && word.startsWith(PHOTOSHOP)) {
      this.#photoshop.push({ start: start + PHOTOSHOP.length, length: length - PHOTOSHOP.length })
      return
    }
    const isShowing = [...SHOWING].some((one) => `${marker} ${word}`.startsWith(one))
    if (!isShowing) addAll(this.patches, zeros(start, length))
  }

  async #cleanComment({ start, length }: Segment): Promise<void> {
    const text = (await this.#read(start, length)).toString('latin1').replaceAll('\0', '')
    const isText = !/[\u0001-\u0008\u000e-\u001f]/.test(text)
    if (!isText || saysPlace(text)) addAll(this.patches, zeros(start, length))
  }

  /**
   * Cleans a segment. Empties it if it cannot be cleaned, because the picture can be shown without
   * it.
   */
  async #clean(
    { start, length }: Segment,
    headBytes: number,
    find: (read: ReadPart, size: number) => Promise<Patch[]>,
  ): Promise<void> {
    const [from, end] = [start + headBytes, start + length]
    const found = await orEmpty(find(partOf(this.#read, from, end), end - from), end - from)
    addAll(this.patches, moved(found, from))
  }

  async #collectXmpPart({ start, length }: Segment): Promise<void> {
    const headAt = start + MORE_XMP.length
    const head = await this.#read(headAt, MORE_XMP_HEAD_BYTES)
    const from = headAt + MORE_XMP_HEAD_BYTES
    if (from > start + length) return addAll(this.patches, zeros(start, length))
    const name = head.toString('latin1', 0, 32)
    const parts = this.#moreXmp.get(name) ?? []
    parts.push({ start: from, length: start + length - from, at: head.readUInt32BE(36) })
    this.#moreXmp.set(name, parts)
  }

  /** Patches of the packets that are split over segments. */
  async findSplit(): Promise<Patch[]> {
    const packets = [...this.#moreXmp.values()].map((parts) => parts.toSorted((a, b) => a.at - b.at))
    const found: Patch[] = []
    for (const extents of packets) addAll(found, await this.#cleanJoined(extents, cleanXml))
    return [...found, ...(await this.#cleanJoined(this.#photoshop, cleanPhotoshop))]
  }

  async #cleanJoined(extents: readonly Extent[], find: typeof cleanXml): Promise<Patch[]> {
    const joined = await JoinedParts.read(this.#read, extents)
    const { byteLength } = joined.bytes
    const read: ReadPart = async (start, bytes) => joined.bytes.subarray(start, start + bytes)
    return joined.toFilePatches(await orEmpty(find(read, byteLength), byteLength))
  }
}

/** False for an escaped 0xff within a scan, for a restart marker and for padding. */
function isMarker(byte: number): boolean {
  return byte !== 0 && byte !== 0xff && byte !== 1 && !(byte >= 0xd0 && byte <= 0xd7)
}

const cleanTiff = (read: ReadPart, size: number): Promise<Patch[]> => findTiffPlaces(read, size, 'block')
const cleanXml = async (read: ReadPart, size: number): Promise<Patch[]> => findXmlPlaces(await read(0, size))
const cleanPhotoshop = async (read: ReadPart, size: number): Promise<Patch[]> =>
  findPhotoshopPlaces(await read(0, size))

/** Empties the whole block if it cannot be cleaned. */
export async function orEmpty(finding: Promise<Patch[]>, size: number): Promise<Patch[]> {
  try {
    return await finding
  } catch (error) {
    if (error instanceof PlaceRemains) return zeros(0, size)
    throw error
  }
}
