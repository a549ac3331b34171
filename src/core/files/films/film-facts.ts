// Reads when, where and with what a film was taken, by its type. Reads only the parts of the file
// that it needs, and decodes no picture.
// Part of "compose", and of the second check after a location was removed. Never throws because of
// the film's content.
import { oneLine, truncateUtf8 } from '../../base/index.ts'
import { MAX_CAMERA_BYTES } from '../../store/index.ts'
import type { ReadPart } from '../placeless/patches.ts'
import type { FilmFacts } from './film-fact.ts'
import { readIsoFacts } from './iso-facts.ts'
import { readMatroskaFacts } from './matroska-facts.ts'

const READERS: Readonly<Record<string, (read: ReadPart, size: number) => Promise<FilmFacts>>> = {
  'video/mp4': readIsoFacts,
  'video/quicktime': readIsoFacts,
  'audio/mp4': readIsoFacts,
  'video/webm': readMatroskaFacts,
  'video/x-matroska': readMatroskaFacts,
}

/** True if facts can be read from a file of this type. */
export function isFilm(type: string): boolean {
  return Object.hasOwn(READERS, type)
}

export async function readFilmFacts(read: ReadPart, size: number, type: string): Promise<FilmFacts> {
  const facts = await READERS[type]!(read, size)
  const camera = oneLine(facts.camera ?? '', MAX_CAMERA_BYTES)
  return { ...facts, camera: camera === '' ? null : truncateUtf8(camera, MAX_CAMERA_BYTES) }
}
