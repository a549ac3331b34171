// Removes locations from an SVG drawing: from its XML. Embedded pictures are only examined.
// An embedded picture cannot be cleaned, so the owner is asked if it contains a location.
import { turn } from '../../base/index.ts'
import { findBase64Files } from './base64-files.ts'
import { readerOf, type Patch, type ReadPart } from './bytes.ts'
import { typeOfContent } from '../file-type.ts'
import { PlaceRemains } from './place-remains.ts'
import { saysWrittenPlace } from './place-words.ts'
import { findXmlPlaces } from './xml-place.ts'

const MAX_BYTES = 32 * 1024 * 1024

export type FindPlaces = (read: ReadPart, size: number, type: string) => Promise<Patch[]>

export async function findSvgPlaces(read: ReadPart, size: number, find: FindPlaces): Promise<Patch[]> {
  if (size > MAX_BYTES) throw new PlaceRemains('form', 'The drawing is too large to search.')
  const bytes = await read(0, size)
  await checkInner(bytes.toString('latin1'), find)
  return findXmlPlaces(bytes, saysWrittenPlace)
}

/** Checks that the files embedded in a text contain no location. @throws PlaceRemains */
export async function checkInner(text: string, find: FindPlaces): Promise<void> {
  for (const inner of findBase64Files(text)) {
    await turn.pass()
    const type = typeOfContent(inner, '')
    // Other embedded files are fonts.
    if (!/^(?:image|video)\//.test(type)) continue
    const found = await find(readerOf(inner), inner.byteLength, type)
    if (found.length > 0) throw new PlaceRemains('seen', 'A picture within it says where it was taken.')
  }
}
