// Reads the facts of an ISO film: when recording began, where, and with what. Phones write them in
// one of three ways.
// Decodes no picture. Damaged metadata gives fewer facts, never an error.
import type { FilePlace } from '../../store/index.ts'
import type { ReadPart } from '../placeless/patches.ts'
import { parseZonedTime, type FilmFacts } from './film-fact.ts'
import { IsoBoxes, type Box } from './iso-boxes.ts'
import { checkPlace, parseIso6709 } from './iso-6709.ts'

/** From 1904 (the epoch of ISO media files) to 1970, in seconds. */
const EPOCH_SECONDS = 2_082_844_800
const PLACE_BOX = '\xa9xyz'

export async function readIsoFacts(read: ReadPart, size: number): Promise<FilmFacts> {
  const boxes = new IsoBoxes(read)
  const movie = await boxes.find({ start: 0, end: size }, 'moov')
  if (movie === null) return { takenAt: null, place: null, camera: null }
  let begunAt: number | null = null
  let place: FilePlace | null = null
  const texts = new Map<string, string>()
  for await (const box of boxes.list(movie)) {
    if (box.type === 'mvhd') begunAt = parseMovieTime(await boxes.content(box))
    if (box.type === 'udta') place ??= await readUserPlace(boxes, box, texts)
    if (box.type === 'meta') await readKeyed(boxes, box, texts)
  }
  const named = parseIso6709(texts.get('com.apple.quicktime.location.ISO6709') ?? texts.get(PLACE_BOX) ?? '')
  return {
    takenAt: parseZonedTime(texts.get('com.apple.quicktime.creationdate') ?? '') ?? begunAt,
    place: place ?? named,
    camera: cameraOf(texts),
  }
}

function cameraOf(texts: ReadonlyMap<string, string>): string | null {
  const camera = ['make', 'model'].map((name) => texts.get(`com.apple.quicktime.${name}`) ?? '').join(' ')
  return camera.trim() === '' ? null : camera
}

/**
 * Null if there is no time, or one before 1970, because some cameras write a small number instead.
 */
function parseMovieTime(header: Buffer): number | null {
  const isLong = header[0] === 1
  if (header.byteLength < (isLong ? 12 : 8)) return null
  const seconds = (isLong ? Number(header.readBigUInt64BE(4)) : header.readUInt32BE(4)) - EPOCH_SECONDS
  return seconds > 0 && seconds * 1000 <= MAX_TIME ? seconds * 1000 : null
}

const MAX_TIME = Date.UTC(9999, 11, 31)

async function readUserPlace(
  boxes: IsoBoxes,
  user: Box,
  texts: Map<string, string>,
): Promise<FilePlace | null> {
  let place: FilePlace | null = null
  for await (const box of boxes.list(user)) {
    // The text follows a length and a language, two bytes each.
    if (box.type === PLACE_BOX) place ??= parseIso6709((await boxes.content(box)).toString('latin1', 4))
    if (box.type === 'loci') place ??= parseLocation(await boxes.content(box))
    if (box.type === 'meta') await readKeyed(boxes, box, texts)
  }
  return place
}

/**
 * Layout: version, flags and language; a name; a role; longitude, then latitude, in 1/65536 of a
 * degree.
 */
function parseLocation(content: Buffer): FilePlace | null {
  const nameEnd = content.indexOf(0, 6)
  if (nameEnd === -1 || nameEnd + 10 > content.byteLength) return null
  const [longitude, latitude] = [nameEnd + 2, nameEnd + 6].map((at) => content.readInt32BE(at) / 65536)
  return checkPlace(latitude!, longitude!)
}

/**
 * Reads a list of names and a list of values by number. iTunes names a value by four letters
 * instead.
 */
async function readKeyed(boxes: IsoBoxes, meta: Box, texts: Map<string, string>): Promise<void> {
  for (const start of [meta.start, meta.start + 4]) {
    // In QuickTime `meta` has only boxes; in MP4 a version and flags precede them.
    const within = { start, end: meta.end }
    const values = await boxes.find(within, 'ilst')
    if (values === null) continue
    const keys = await boxes.find(within, 'keys')
    const names = keys === null ? [] : parseNames(await boxes.content(keys))
    for await (const item of boxes.list(values)) {
      const name = names[Buffer.from(item.type, 'latin1').readUInt32BE(0) - 1] ?? item.type
      const data = name.startsWith('com.apple.') || name === PLACE_BOX ? await boxes.find(item, 'data') : null
      // The text follows a type and a locale, four bytes each.
      if (data !== null) texts.set(name, (await boxes.content(data)).toString('utf8', 8))
    }
    return
  }
}

const MAX_NAMES = 1000

function parseNames(keys: Buffer): string[] {
  const names: string[] = []
  for (let at = 8; at + 8 <= keys.byteLength && names.length < MAX_NAMES;) {
    const bytes = keys.readUInt32BE(at)
    if (bytes < 8) break
    names.push(keys.toString('utf8', at + 8, Math.min(at + bytes, keys.byteLength)))
    at += bytes
  }
  return names
}
