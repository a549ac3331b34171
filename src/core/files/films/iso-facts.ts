// What a film of the ISO kind says of itself: when it was begun, where, and with what. Phones write it beside the title, in one of three ways.
// Nothing is decoded; whatever is damaged ends in fewer facts.
import type { FilePlace } from '../../store/index.ts'
import type { ReadPart } from '../placeless/bytes.ts'
import { parseZonedTime, type FilmFacts } from './film-fact.ts'
import { IsoBoxes, type Box } from './iso-boxes.ts'
import { checkPlace, parseIso6709 } from './iso-6709.ts'

/** From 1904, from which these films count, to 1970, in seconds. */
const EPOCH_SECONDS = 2_082_844_800
const PLACE_BOX = '\xa9xyz'

export async function readIsoFacts(read: ReadPart, size: number): Promise<FilmFacts> {
  const boxes = new IsoBoxes(read)
  const movie = await boxes.find({ start: 0, end: size }, 'moov')
  if (movie === null) return { takenAt: null, place: null, camera: null }
  let begunAt: number | null = null
  let place: FilePlace | null = null
  const said = new Map<string, string>()
  for await (const box of boxes.list(movie)) {
    if (box.type === 'mvhd') begunAt = parseMovieTime(await boxes.content(box))
    if (box.type === 'udta') place ??= await readUserPlace(boxes, box, said)
    if (box.type === 'meta') await readKeyed(boxes, box, said)
  }
  const named = parseIso6709(said.get('com.apple.quicktime.location.ISO6709') ?? said.get(PLACE_BOX) ?? '')
  return {
    takenAt: parseZonedTime(said.get('com.apple.quicktime.creationdate') ?? '') ?? begunAt,
    place: place ?? named,
    camera: cameraOf(said),
  }
}

function cameraOf(said: ReadonlyMap<string, string>): string | null {
  const camera = ['make', 'model'].map((name) => said.get(`com.apple.quicktime.${name}`) ?? '').join(' ')
  return camera.trim() === '' ? null : camera
}

/** Null where none is said, or one before there were such films: what some cameras write in its place. */
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
  said: Map<string, string>,
): Promise<FilePlace | null> {
  let place: FilePlace | null = null
  for await (const box of boxes.list(user)) {
    // A length and a language come before the text.
    if (box.type === PLACE_BOX) place ??= parseIso6709((await boxes.content(box)).toString('latin1', 4))
    if (box.type === 'loci') place ??= parseLocation(await boxes.content(box))
    if (box.type === 'meta') await readKeyed(boxes, box, said)
  }
  return place
}

/** Version, flags and language; a name; a role; longitude, then latitude, in 65536ths of a degree. */
function parseLocation(content: Buffer): FilePlace | null {
  const nameEnd = content.indexOf(0, 6)
  if (nameEnd === -1 || nameEnd + 10 > content.byteLength) return null
  const [longitude, latitude] = [nameEnd + 2, nameEnd + 6].map((at) => content.readInt32BE(at) / 65536)
  return checkPlace(latitude!, longitude!)
}

/** A list of names, and a list of values by their numbers; iTunes writes values by four letters. */
async function readKeyed(boxes: IsoBoxes, meta: Box, said: Map<string, string>): Promise<void> {
  for (const start of [meta.start, meta.start + 4]) {
    // Of QuickTime it is a bare list; of MP4 version and flags stand before it.
    const within = { start, end: meta.end }
    const values = await boxes.find(within, 'ilst')
    if (values === null) continue
    const keys = await boxes.find(within, 'keys')
    const names = keys === null ? [] : parseNames(await boxes.content(keys))
    for await (const item of boxes.list(values)) {
      const name = names[Buffer.from(item.type, 'latin1').readUInt32BE(0) - 1] ?? item.type
      const data = name.startsWith('com.apple.') || name === PLACE_BOX ? await boxes.find(item, 'data') : null
      // Its type and its locale come before the text.
      if (data !== null) said.set(name, (await boxes.content(data)).toString('utf8', 8))
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
