// The place in a drawing (SVG): in its XML, and in pictures that are written into it.
// A picture within that says a place cannot be cleaned there, so the drawing is asked about.
import { setImmediate } from 'node:timers/promises'
import { readerOf, type Patch, type ReadPart } from './bytes.ts'
import { typeOfContent } from '../file-type.ts'
import { PlaceRemains } from './place-remains.ts'
import { saysWrittenPlace } from './place-words.ts'
import { findXmlPlaces } from './xml-place.ts'

const MAX_BYTES = 32 * 1024 * 1024
const INNER = /;base64,([A-Za-z0-9+/=\s]{16,})/g

/** Files within that are looked at before anything else has its turn. */
const AT_ONCE = 256

export type FindPlaces = (read: ReadPart, size: number, type: string) => Promise<Patch[]>

export async function findSvgPlaces(read: ReadPart, size: number, find: FindPlaces): Promise<Patch[]> {
  if (size > MAX_BYTES) throw new PlaceRemains('form', 'A drawing that is too large to look through.')
  const bytes = await read(0, size)
  await checkInner(bytes.toString('latin1'), find)
  return findXmlPlaces(bytes, saysWrittenPlace)
}

/** Files that are written into a text must say no place. @throws PlaceRemains */
export async function checkInner(text: string, find: FindPlaces): Promise<void> {
  let count = 0
  for (const [, base64 = ''] of text.matchAll(INNER)) {
    if (++count % AT_ONCE === 0) await setImmediate()
    const inner = Buffer.from(base64, 'base64')
    const type = typeOfContent(inner, '')
    // Fonts are what else is written into texts.
    if (!/^(?:image|video)\//.test(type)) continue
    const found = await find(readerOf(inner), inner.byteLength, type)
    if (found.length > 0) throw new PlaceRemains('seen', 'A picture within it says where it was taken.')
  }
}
