// Every place that a file says and that we know to take out: by its type, and by marks that are the same in all of them.
// Pure but for reading; what is found is blanked, never cut, so that nothing else in the file moves.
import type { Patch, ReadPart } from './bytes.ts'
import { findFilmPlaces } from './film-place.ts'
import { findMarkedPlaces } from './find-marked.ts'
import { findMatroskaPlaces } from './matroska-place.ts'
import { findPngPlaces } from './png-place.ts'
import { findTiffPlace } from './tiff-place.ts'
import { findWebpPlaces } from './webp-place.ts'

const FILMS: ReadonlySet<string> = new Set(['video/mp4', 'video/quicktime', 'audio/mp4'])
const MATROSKA: ReadonlySet<string> = new Set(['video/webm', 'video/x-matroska'])
const MAX_TIFF_BYTES = 64 * 1024 * 1024

/** Whether a file of this type can say where it was made, so that it must be looked at. */
export function canSayPlace(type: string): boolean {
  if (FILMS.has(type) || MATROSKA.has(type)) return true
  return type.startsWith('image/') && type !== 'image/svg+xml' && type !== 'image/gif'
}

/** In the order of the file. @throws RangeError when it is made of marks */
export async function findPlaces(read: ReadPart, size: number, type: string): Promise<Patch[]> {
  const found = await findByType(read, size, type)
  return found.sort((a, b) => a.start - b.start)
}

function findByType(read: ReadPart, size: number, type: string): Promise<Patch[]> {
  if (FILMS.has(type)) return findFilmPlaces(read, size)
  return MATROSKA.has(type) ? findMatroskaPlaces(read, size) : findInPicture(read, size, type)
}

async function findInPicture(read: ReadPart, size: number, type: string): Promise<Patch[]> {
  const marked = await findMarkedPlaces(read, size)
  switch (type) {
    case 'image/png':
      return findPngPlaces(read, size, marked)
    case 'image/webp':
      return [...marked, ...(await findWebpPlaces(read, size))]
    case 'image/tiff':
      return [...marked, ...findTiffPlace(await read(0, Math.min(size, MAX_TIFF_BYTES)))]
    default:
      return marked
  }
}
