// Removes locations from a Matroska or WebM film: values of tags that are named after a location,
// and texts in the ISO 6709 form become spaces.
// The structure of the file is not trusted, so all bytes are searched, in windows. A checksum over
// the tags becomes free space.
import { listElements, MAX_HEAD_BYTES, readElement, type Element } from '../films/ebml.ts'
import { typeOfContent } from '../file-type.ts'
import { addAll, moved, readerOf, spaces, type Patch, type ReadPart } from './patches.ts'
import { PlaceRemains } from './place-remains.ts'
import { ISO_6709, namesPlace, saysPlace } from './place-patterns.ts'

const WINDOW_BYTES = 1024 * 1024
/** Bytes that a window has beyond its end, for matches that cross it. */
const OVERLAP_BYTES = 4096
const TAG_NAME = '\x45\xa3'
const TAG_TEXT = '\x44\x87'
const MAX_NAME_BYTES = 126
const MAX_TEXT_BYTES = 1024
const MAX_BEFORE_TEXT_BYTES = 64
const TAGS = '\x12\x54\xc3\x67'
const ATTACHED = '\x19\x41\xa4\x69'
const ATTACHED_FILE = 0x61a7
const FILE_DATA = 0x465c
const BEGINNINGS: ReadonlySet<number> = new Set([ATTACHED_FILE, 0xbf, 0xec])
/** Limit for all attachments of one film together: fonts and covers. */
const MAX_ATTACHED_BYTES = 64 * 1024 * 1024
const CHECKSUM = '\xbf\x84'
const FREE = 0xec
const MAX_PATCHES = 10_000
const TRACKS = '\x16\x54\xae\x6b'
const TRACK_ENTRY = 0xae
const TRACK_TYPE = 0x83
/** Track types: subtitles, and data beside the film. */
const TEXT_TYPES: ReadonlySet<number> = new Set([0x11, 0x21])
const CODEC_ID = 0x86
const ENCODINGS = 0x6d80
const ENCODING = 0x6240
const COMPRESSION = 0x5034
const ALGORITHM = 0x4254
/** Header stripping: it removes the first bytes of each block, and compresses nothing. */
const HEADER_STRIPPING = 3
/** Limit for the list of tracks of one film. */
const MAX_TRACKS_BYTES = 4 * 1024 * 1024

type FindPlaces = (read: ReadPart, size: number, type: string) => Promise<Patch[]>

/** @param find cleans attached pictures @throws PlaceRemains if the film has too many locations */
export async function findMatroskaPlaces(read: ReadPart, size: number, find: FindPlaces): Promise<Patch[]> {
  const patches: Patch[] = []
  let left = MAX_ATTACHED_BYTES
  for (let start = 0; start < size; start += WINDOW_BYTES) {
    const window = await read(start, WINDOW_BYTES + OVERLAP_BYTES)
    for (const patch of [...findWritten(window), ...findNamed(window)])
      patches.push({ ...patch, start: start + patch.start })
    for (const at of findAll(window, TRACKS)) await refusePackedText(read, start + at, size)
    for (const at of findAll(window, ATTACHED)) {
      const attached = await readAttached(read, start + at, size)
      if (attached === null) continue
      // Nested elements would otherwise be read again and again.
      left -= attached.end - attached.start
      if (left < 0) throw new PlaceRemains('form', 'It has more attachments than any known film.')
      addAll(patches, await cleanAttached(read, attached, find))
    }
    if (patches.length > MAX_PATCHES)
      throw new PlaceRemains('form', 'It has more locations than any known film.')
  }
  return patches.length === 0 ? [] : [...patches, ...(await findChecksums(read, size))]
}

/** Refuses compressed subtitles, in which drones may write their location. @throws PlaceRemains */
async function refusePackedText(read: ReadPart, at: number, size: number): Promise<void> {
  const tracks = readElement(await read(at, MAX_HEAD_BYTES), at, size)
  if (tracks === null) return
  const bytes = await read(tracks.start, Math.min(tracks.end - tracks.start, MAX_TRACKS_BYTES))
  for (const track of listElements(bytes).filter(({ id }) => id === TRACK_ENTRY))
    if (isPackedText(bytes.subarray(track.start, track.end)))
      throw new PlaceRemains('form', 'Its subtitles are compressed.')
}

function isPackedText(track: Buffer): boolean {
  const type = firstOf(track, TRACK_TYPE)?.[0]
  const codec = firstOf(track, CODEC_ID)?.toString('latin1') ?? ''
  if (type === undefined || !TEXT_TYPES.has(type) || !/^(?:S_(?:TEXT|ASS|SSA|KATE)|D_)/.test(codec))
    return false
  const encodings = firstOf(track, ENCODINGS)
  const encoding = encodings === null ? null : firstOf(encodings, ENCODING)
  const compression = encoding === null ? null : firstOf(encoding, COMPRESSION)
  // zlib is the default if no algorithm is named.
  return compression !== null && (firstOf(compression, ALGORITHM)?.at(-1) ?? 0) !== HEADER_STRIPPING
}

/** Returns the content of the first element with this id. */
function firstOf(parent: Buffer, wanted: number): Buffer | null {
  const found = listElements(parent).find(({ id }) => id === wanted)
  return found === undefined ? null : parent.subarray(found.start, found.end)
}

function findWritten(window: Buffer): Patch[] {
  const all = [...window.toString('latin1').matchAll(ISO_6709)].filter(({ index }) => index < WINDOW_BYTES)
  return all.flatMap(({ 0: place, index }) => spaces(index, place.length))
}

/** Finds a tag name and the text that follows it. */
function findNamed(window: Buffer): Patch[] {
  const patches: Patch[] = []
  for (const at of findAll(window, TAG_NAME)) {
    const name = elementAt(window, at, MAX_NAME_BYTES)
    if (name === null) continue
    const isNamed = namesPlace(window.toString('latin1', name.start, name.end))
    const behind = window.subarray(name.end, name.end + MAX_BEFORE_TEXT_BYTES).indexOf(TAG_TEXT, 0, 'latin1')
    const text = behind === -1 ? null : elementAt(window, name.end + behind, MAX_TEXT_BYTES)
    if (text === null || text.end <= text.start) continue
    if (isNamed || saysPlace(window.toString('latin1', text.start, text.end)))
      addAll(patches, spaces(text.start, text.end - text.start))
  }
  return patches
}

/**
 * Null if the four bytes are picture data, because an attachment list begins with a file, a
 * checksum or free space.
 */
async function readAttached(read: ReadPart, at: number, size: number): Promise<Element | null> {
  const all = readElement(await read(at, MAX_HEAD_BYTES), at, size)
  if (all === null) return null
  const first = readElement(await read(all.start, MAX_HEAD_BYTES), all.start, all.end)
  return first !== null && BEGINNINGS.has(first.id) ? all : null
}

async function cleanAttached(read: ReadPart, { start, end }: Element, find: FindPlaces): Promise<Patch[]> {
  const patches: Patch[] = []
  for (const [at, file] of listFiles(await read(start, end - start)))
    addAll(patches, moved(await cleanPicture(file, find), start + at))
  return patches
}

/** Returns the bytes of each file, with their position. */
function listFiles(attached: Buffer): [start: number, file: Buffer][] {
  return listElements(attached)
    .filter(({ id }) => id === ATTACHED_FILE)
    .flatMap(({ start, end }) =>
      listElements(attached.subarray(start, end))
        .filter(({ id }) => id === FILE_DATA)
        .map((data): [number, Buffer] => [
          start + data.start,
          attached.subarray(start + data.start, start + data.end),
        ]),
    )
}

/** Other attachments are fonts. */
async function cleanPicture(file: Buffer, find: FindPlaces): Promise<Patch[]> {
  const type = typeOfContent(file, '')
  return /^(?:image|video)\//.test(type) ? find(readerOf(file), file.byteLength, type) : []
}

function elementAt(window: Buffer, at: number, maxBytes: number): Element | null {
  const element = readElement(window.subarray(at, at + MAX_HEAD_BYTES), at, window.byteLength)
  return element === null || element.end - element.start > maxBytes ? null : element
}

/**
 * Returns the positions of a word. One that begins after the end of this window is found in the
 * next.
 */
function findAll(window: Buffer, word: string): number[] {
  const found: number[] = []
  for (
    let at = window.indexOf(word, 0, 'latin1');
    at !== -1 && at < WINDOW_BYTES;
    at = window.indexOf(word, at + 1, 'latin1')
  )
    found.push(at)
  return found
}

/**
 * Finds checksums at the start of tags or attachments, because after a change they would be wrong.
 */
async function findChecksums(read: ReadPart, size: number): Promise<Patch[]> {
  const patches: Patch[] = []
  for (let start = 0; start < size; start += WINDOW_BYTES) {
    const window = await read(start, WINDOW_BYTES + OVERLAP_BYTES)
    for (const at of [TAGS, ATTACHED].flatMap((word) => findAll(window, word))) {
      // The checksum follows the length of the tags, which has up to eight bytes.
      const from = at + TAGS.length
      const checksum = window.subarray(from, from + 10).indexOf(CHECKSUM, 0, 'latin1')
      if (checksum !== -1) patches.push({ start: start + from + checksum, bytes: Uint8Array.of(FREE) })
    }
    if (patches.length > MAX_PATCHES) throw new PlaceRemains('form', 'It has more tags than any known film.')
  }
  return patches
}
