// Removes the location from small pictures in memory, which a page or the command line gives for a
// card, a group or a preview.
import { patched, readerOf } from './patches.ts'
import { findPlaces } from './find-places.ts'
import { PlaceRemains } from './place-remains.ts'
import { listNumbers, saysPlaceStill } from './second-look.ts'

/** Returns the same bytes if they contain no location. @throws PlaceRemains */
export async function withoutPlaceIn(bytes: Uint8Array, type: string): Promise<Uint8Array> {
  const read = readerOf(bytes)
  const patches = await findPlaces(read, bytes.byteLength, type)
  const copy = patched(bytes, 0, patches)
  const numbers = await listNumbers(read, patches, null)
  if (await saysPlaceStill(readerOf(copy), copy.byteLength, numbers))
    throw new PlaceRemains('seen', 'A location is left in it.')
  return Buffer.compare(copy, bytes) === 0 ? bytes : copy
}
