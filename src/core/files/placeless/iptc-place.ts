// The place in IPTC, as Photoshop writes it into pictures: the names of cities and countries become spaces.
import { spaces, type Patch } from './bytes.ts'

/** City, sublocation, province, country code and name, and the two names of the place that is shown. */
const PLACES: ReadonlySet<number> = new Set([26, 27, 90, 92, 95, 100, 101])
const MARKER = 0x1c
const APPLICATION = 2

/** Patches by their place in `resource`, which begins after `8BIM` and the number of the resource. */
export function findIptcPlace(resource: Uint8Array): Patch[] {
  const bytes = Buffer.from(resource)
  // A name, padded to even, then the length of the data.
  const lengthAt = 2 * Math.ceil((1 + (bytes[0] ?? 0)) / 2)
  if (lengthAt + 4 > bytes.byteLength) return []
  const end = Math.min(lengthAt + 4 + bytes.readUInt32BE(lengthAt), bytes.byteLength)
  const patches: Patch[] = []
  for (let at = lengthAt + 4; at + 5 <= end && bytes[at] === MARKER;) {
    const length = bytes.readUInt16BE(at + 3)
    const isPlace = bytes[at + 1] === APPLICATION && PLACES.has(bytes[at + 2]!)
    if (isPlace && at + 5 + length <= end) patches.push(spaces(at + 5, length))
    at += 5 + length
  }
  return patches
}
