// Cleans the bytes after the end of a picture or a film. Further pictures and films are cleaned;
// anything else becomes zeros.
// Phones store the film of a motion photo there, cameras store further pictures, and other programs
// store data of their own.
import { addAll, moved, partOf, zeros, type Patch, type ReadPart } from './patches.ts'
import { walkIso } from './iso-place.ts'
import { walkJpeg, type Walked } from './jpeg-place.ts'
import { namesPlace, saysPlace } from './place-patterns.ts'

const WINDOW_BYTES = 256 * 1024
const MAX_FILES = 64
const LEAST_BYTES = 16

/** Patches for the bytes from `start` on. @throws PlaceRemains */
export async function findPastEnd(read: ReadPart, start: number, size: number): Promise<Patch[]> {
  const patches: Patch[] = []
  let at = start
  for (let i = 0; i < MAX_FILES && at < size; i++) {
    const next = await findFile(read, at, size)
    if (next === null) break
    addAll(patches, zeros(at, next.at - at))
    const walked = await walk(next.kind, partOf(read, next.at, size), size - next.at)
    addAll(patches, moved(walked.patches, next.at))
    at = next.at + Math.max(walked.end, LEAST_BYTES)
  }
  return (await isPlainText(read, at, size)) ? patches : [...patches, ...zeros(at, size - at)]
}

const MAX_TEXT_BYTES = 4096

/** True for a short text without a number that could be a coordinate. */
async function isPlainText(read: ReadPart, at: number, size: number): Promise<boolean> {
  if (at >= size) return true
  if (size - at > MAX_TEXT_BYTES) return false
  const text = (await read(at, size - at)).toString('latin1')
  return /^[\t\n\r\x20-\x7e]*$/.test(text) && !/\d[.,]\d/.test(text) && !saysPlace(text) && !namesPlace(text)
}

type Kind = 'jpeg' | 'iso'

function walk(kind: Kind, read: ReadPart, size: number): Promise<Walked> {
  return kind === 'jpeg' ? walkJpeg(read, size) : walkIso(read, size)
}

/** Returns the first picture or film from `from` on. */
async function findFile(
  read: ReadPart,
  from: number,
  size: number,
): Promise<{ at: number; kind: Kind } | null> {
  for (let start = from; start + LEAST_BYTES <= size; start += WINDOW_BYTES) {
    const window = await read(start, WINDOW_BYTES + LEAST_BYTES)
    const jpegAt = window.indexOf('\xff\xd8\xff', 0, 'latin1')
    const isoAt = window.indexOf('\0\0\0', 0, 'latin1') === -1 ? -1 : findFtyp(window)
    if (jpegAt === -1 && isoAt === -1) continue
    const isJpeg = isoAt === -1 || (jpegAt !== -1 && jpegAt < isoAt)
    return { at: start + (isJpeg ? jpegAt : isoAt), kind: isJpeg ? 'jpeg' : 'iso' }
  }
  return null
}

/** An `ftyp` box is short. */
function findFtyp(window: Buffer): number {
  for (let at = window.indexOf('ftyp', 4, 'latin1'); at !== -1; at = window.indexOf('ftyp', at + 1, 'latin1'))
    if (window.readUInt32BE(at - 4) >= 8 && window.readUInt32BE(at - 4) < 4096) return at - 4
  return -1
}
