// Finds every recorded location that can be removed from a file, by the type of the file.
// Has no effect except reading. A location is overwritten, never cut out, so nothing else in the
// file moves.
import { inOrder, type Patch, type ReadPart } from './patches.ts'
import { walkIso } from './iso-place.ts'
import { walkJpeg, type Walked } from './jpeg-place.ts'
import { findMatroskaPlaces } from './matroska-place.ts'
import { findPastEnd } from './past-end.ts'
import { PlaceRemains } from './place-remains.ts'
import { walkPng } from './png-place.ts'
import { findTiffPlaces } from './tiff-place.ts'
import { walkWebp } from './webp-place.ts'

/** Formats whose end can be determined. The bytes after the end are examined too. */
const WALKS: Readonly<Record<string, (read: ReadPart, size: number) => Promise<Walked>>> = {
  'image/jpeg': walkJpeg,
  'image/png': walkPng,
  'image/webp': walkWebp,
  'image/heic': walkIso,
  'image/avif': walkIso,
  'image/x-canon-cr3': walkIso,
  'video/mp4': walkIso,
  'video/quicktime': walkIso,
  'audio/mp4': walkIso,
}

const FINDERS: Readonly<Record<string, (read: ReadPart, size: number) => Promise<Patch[]>>> = {
  'image/tiff': (read, size) => findTiffPlaces(read, size, 'file'),
  'video/webm': (read, size) => findMatroskaPlaces(read, size, findPlaces),
  'video/x-matroska': (read, size) => findMatroskaPlaces(read, size, findPlaces),
}

/** True if `findPlaces` can remove the locations from this type. */
export function isCleanable(type: string): boolean {
  return Object.hasOwn(WALKS, type) || Object.hasOwn(FINDERS, type)
}

/** Patches in the order of the file. @throws PlaceRemains */
export async function findPlaces(read: ReadPart, size: number, type: string): Promise<Patch[]> {
  try {
    return await findByType(read, size, type)
  } catch (error) {
    // A number in the file points outside it.
    if (error instanceof RangeError) throw new PlaceRemains('form', 'It is damaged.')
    throw error
  }
}

async function findByType(read: ReadPart, size: number, type: string): Promise<Patch[]> {
  if (Object.hasOwn(FINDERS, type)) return inOrder(await FINDERS[type]!(read, size))
  if (!Object.hasOwn(WALKS, type)) throw new PlaceRemains('kind', `Files of ${type} are not understood.`)
  const { patches, end } = await WALKS[type]!(read, size)
  return inOrder([...patches, ...(await findPastEnd(read, Math.min(end, size), size))])
}
