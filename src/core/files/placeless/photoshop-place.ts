// Removes locations from the resources that Photoshop writes into pictures (8BIM), and from IPTC,
// which is one of them.
// Names of cities and countries become spaces. Bytes that are not valid resources become zeros.
import { addAll, moved, spaces, zeros, type Patch } from './patches.ts'
import { saysPlace } from './place-patterns.ts'
import { findXmlPlaces } from './xml-place.ts'

const RESOURCE_HEAD_BYTES = 6
const IPTC = 0x0404
const XMP = 0x0424
/** Copies of the EXIF data. Readers use the EXIF segment, so the copies can be emptied. */
const EXIF: ReadonlySet<number> = new Set([0x0422, 0x0423])

/** Patches relative to `block`, which begins with the first `8BIM`. */
export async function findPhotoshopPlaces(block: Buffer): Promise<Patch[]> {
  const patches: Patch[] = []
  let at = 0
  while (at + RESOURCE_HEAD_BYTES < block.byteLength && block.toString('latin1', at, at + 4) === '8BIM') {
    const data = dataOf(block, at)
    if (data === null) break
    const found = await findInResource(block.readUInt16BE(at + 4), block.subarray(data.start, data.end))
    addAll(patches, moved(found, data.start))
    at = data.end + (data.end % 2 === at % 2 ? 0 : 1)
  }
  return [...patches, ...(isEmpty(block.subarray(at)) ? [] : zeros(at, block.byteLength - at))]
}

/**
 * Returns the position of the data, after a name (padded to even length) and the length of the
 * data.
 */
function dataOf(block: Buffer, at: number): { start: number; end: number } | null {
  const nameAt = at + RESOURCE_HEAD_BYTES
  const lengthAt = nameAt + 2 * Math.ceil((1 + (block[nameAt] ?? 0)) / 2)
  if (lengthAt + 4 > block.byteLength) return null
  const start = lengthAt + 4
  return { start, end: Math.min(start + block.readUInt32BE(lengthAt), block.byteLength) }
}

async function findInResource(id: number, data: Buffer): Promise<Patch[]> {
  if (id === IPTC) return findIptcPlaces(data)
  if (id === XMP) return findXmlPlaces(data)
  return EXIF.has(id) ? zeros(0, data.byteLength) : []
}

const isEmpty = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0)

/**
 * IPTC data sets: content location code and name, city, sublocation, province, country code and
 * name.
 */
const PLACES: ReadonlySet<number> = new Set([26, 27, 90, 92, 95, 100, 101])
const MARKER = 0x1c
const ENVELOPE = 1
const APPLICATION = 2
/** A longer data set stores the length of its length instead. */
const EXTENDED = 0x8000

/** Patches relative to `data`, a list of IPTC data sets. */
export function findIptcPlaces(data: Buffer): Patch[] {
  const patches: Patch[] = []
  let at = 0
  while (at + 5 <= data.byteLength && data[at] === MARKER) {
    const length = data.readUInt16BE(at + 3)
    if (length >= EXTENDED || at + 5 + length > data.byteLength) break
    const [record, dataset] = [data[at + 1]!, data[at + 2]!]
    if (isPlace(record, dataset, data.toString('latin1', at + 5, at + 5 + length)))
      addAll(patches, spaces(at + 5, length))
    at += 5 + length
  }
  return isEmpty(data.subarray(at)) ? patches : [...patches, ...zeros(at, data.byteLength - at)]
}

function isPlace(record: number, dataset: number, text: string): boolean {
  if (record !== ENVELOPE && record !== APPLICATION) return true
  return (record === APPLICATION && PLACES.has(dataset)) || saysPlace(text)
}
