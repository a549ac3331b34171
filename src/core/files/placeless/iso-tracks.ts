// Removes locations from tracks that are neither picture nor sound. Sensor data of a camera becomes
// zeros, sample by sample.
// Subtitles with a location, which drones write, become zeros too.
import type { Box } from '../films/iso-boxes.ts'
import { addAll, zeros, type Patch, type ReadPart } from './patches.ts'
import type { ListBoxes } from './iso-texts.ts'
import type { Extent } from './joined-parts.ts'
import { PlaceRemains } from './place-remains.ts'
import { saysPlace } from './place-patterns.ts'
import { findBareTiffs } from './tiff-place.ts'

/** Handlers of tracks that are kept: picture, sound, time codes, and hints for streaming them. */
const KEPT: ReadonlySet<string> = new Set(['vide', 'soun', 'tmcd', 'hint', 'auxv', 'pict'])
const TEXTS: ReadonlySet<string> = new Set(['text', 'sbtl', 'subt', 'clcp', 'subp'])
/** Sensor data in a raw picture of Canon. It also holds TIFFs that are needed. */
const CANON_ENTRY = 'CTMD'
const MAX_SAMPLES = 2_000_000
const MAX_TABLE_BYTES = 64 * 1024 * 1024
const MAX_TEXT_BYTES = 64 * 1024

interface Film {
  isCanon: boolean
  /** True if samples may be listed in fragments after the movie box. */
  hasFragments: boolean
}

/** @throws PlaceRemains if the positions of the samples are unknown */
export async function cleanTrack(
  read: ReadPart,
  list: ListBoxes,
  track: Box,
  { isCanon, hasFragments }: Film,
): Promise<Patch[]> {
  const media = await inside(list, track, 'mdia')
  if (media === null) return []
  const handler = await handlerOf(read, list, media)
  if (KEPT.has(handler)) return []
  if (hasFragments) throw new PlaceRemains('form', 'An unknown track is stored in fragments.')
  const tables = await findTables(read, list, media)
  if (tables === null) return []
  const samples = listSamples(tables)
  if (TEXTS.has(handler)) return findTextsWithPlace(read, samples)
  return isCanon && tables.entry === CANON_ENTRY ? findTiffsIn(read, samples) : emptyAll(samples)
}

async function inside(list: ListBoxes, box: Box | null, type: string): Promise<Box | null> {
  return box === null ? null : ((await list(box)).find((one) => one.type === type) ?? null)
}

async function handlerOf(read: ReadPart, list: ListBoxes, media: Box): Promise<string> {
  const handler = await inside(list, media, 'hdlr')
  return handler === null ? '' : (await read(handler.start, 12)).toString('latin1', 8)
}

interface Tables {
  entry: string
  sizes: Buffer
  chunks: Buffer
  offsets: Buffer
  /** Bytes per offset. */
  width: 4 | 8
}

async function findTables(read: ReadPart, list: ListBoxes, media: Box): Promise<Tables | null> {
  const samples = await inside(list, await inside(list, media, 'minf'), 'stbl')
  if (samples === null) return null
  const boxes = await list(samples)
  const load = async (type: string): Promise<Buffer | null> => {
    const box = boxes.find((one) => one.type === type)
    if (box === undefined) return null
    if (box.end - box.start > MAX_TABLE_BYTES)
      throw new PlaceRemains('form', 'A table is larger than in any known film.')
    return read(box.start, box.end - box.start)
  }
  const [kinds, sizes, chunks] = [await load('stsd'), await load('stsz'), await load('stsc')]
  const [short, long] = [await load('stco'), await load('co64')]
  const offsets = short ?? long
  if (kinds === null || sizes === null || chunks === null || offsets === null)
    throw new PlaceRemains('form', 'The samples of a track cannot be located.')
  const entry = kinds.toString('latin1', 12, 16)
  return { entry, sizes, chunks, offsets, width: short === null ? 8 : 4 }
}

/**
 * Returns the position of each sample, from the tables of sample sizes, samples per chunk and chunk
 * offsets.
 */
function listSamples({ sizes, chunks, offsets, width }: Tables): Extent[] {
  const [same, count] = [word(sizes, 4), word(sizes, 8)]
  if (count > MAX_SAMPLES) throw new PlaceRemains('form', 'A track has more samples than any known film.')
  const samples: Extent[] = []
  const runs = word(chunks, 4)
  const chunkCount = word(offsets, 4)
  let run = 0
  for (let chunk = 1; chunk <= chunkCount && samples.length < count; chunk++) {
    while (run + 1 < runs && word(chunks, 8 + (run + 1) * 12) <= chunk) run++
    let start = offset(offsets, 8 + (chunk - 1) * width, width)
    const many = word(chunks, 8 + run * 12 + 4)
    for (let i = 0; i < many && samples.length < count; i++) {
      const length = same === 0 ? word(sizes, 12 + samples.length * 4) : same
      samples.push({ start, length })
      start += length
    }
  }
  return samples
}

const word = (bytes: Buffer, at: number): number => (at + 4 <= bytes.byteLength ? bytes.readUInt32BE(at) : 0)

function offset(bytes: Buffer, at: number, width: 4 | 8): number {
  if (at + width > bytes.byteLength) return 0
  return width === 4 ? bytes.readUInt32BE(at) : Number(bytes.readBigUInt64BE(at))
}

/** Joins neighbouring samples, to make fewer patches. */
function emptyAll(samples: readonly Extent[]): Patch[] {
  const joined: Extent[] = []
  for (const { start, length } of samples) {
    const last = joined.at(-1)
    if (last !== undefined && last.start + last.length === start) last.length += length
    else joined.push({ start, length })
  }
  return joined.flatMap(({ start, length }) => zeros(start, length))
}

async function findTextsWithPlace(read: ReadPart, samples: readonly Extent[]): Promise<Patch[]> {
  const patches: Patch[] = []
  for (const { start, length } of samples) {
    const text = (await read(start, Math.min(length, MAX_TEXT_BYTES))).toString('latin1').replaceAll('\0', '')
    // The length of the text precedes it.
    if (saysPlace(text)) addAll(patches, zeros(start + 2, length - 2))
  }
  return patches
}

async function findTiffsIn(read: ReadPart, samples: readonly Extent[]): Promise<Patch[]> {
  const patches: Patch[] = []
  for (const { start, length } of samples) addAll(patches, await findBareTiffs(read, start, start + length))
  return patches
}
