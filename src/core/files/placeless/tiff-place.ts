// Removes locations from a TIFF, which is also the format of EXIF. The GPS directory is emptied;
// other entries are cleaned by their tag.
// Offsets are untrusted, so they are followed only within the file, and their number is limited.
import { addAll, moved, partOf, zeros, type Patch, type ReadPart } from './patches.ts'
import { hasGpsMark } from './gps-mark.ts'
import { findIptcPlaces, findPhotoshopPlaces } from './photoshop-place.ts'
import { PlaceRemains } from './place-remains.ts'
import { saysPlace } from './place-patterns.ts'
import { saysInSlices } from './slices.ts'
import { findXmlPlaces } from './xml-place.ts'

/**
 * `block`: EXIF within another picture; any part of it may be removed. `file`: a TIFF itself; a
 * maker note means that it is a raw picture. `raw`: a TIFF within a raw picture that cannot be
 * shown without its maker notes.
 */
export type TiffUse = 'block' | 'file' | 'raw'

const ENTRY_BYTES = 12
const MAX_DIRECTORIES = 64
const MAX_ENTRIES = 4096
/** Limit for all values that are read in one file. */
const MAX_VALUE_BYTES = 64 * 1024 * 1024
/** A shorter value of a program holds no picture with a location. */
const LEAST_HOLDING_BYTES = 64
/** Limit for all values that are only searched. The layers of a picture may be larger than it. */
const MAX_SEARCHED_BYTES = 512 * 1024 * 1024
const WINDOW_BYTES = 1024 * 1024
const OVERLAP_BYTES = 64
/** Bytes of one value, by type. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4]
const BYTE = 1
const ASCII = 2
const UNDEFINED = 7
/** The text type of EXIF 3. */
const UTF8 = 129

const GPS = 0x8825
/** Tags of subdirectories: further pictures, EXIF, interoperability. */
const BELOW: ReadonlySet<number> = new Set([0x014a, 0x8769, 0xa005])
/** Tags of the position and the length of the thumbnail. */
const THUMBNAIL = { start: 0x0201, bytes: 0x0202 }
const XMP = 0x02bc
const IPTC = 0x83bb
const PHOTOSHOP = 0x8649
/**
 * Maker notes, private data of DNG, and padding. Only the maker knows their format, so they cannot
 * be cleaned.
 */
const CLOSED: ReadonlySet<number> = new Set([0x927c, 0xc634, 0xea1c])
/** A picture with one of these tags is raw, so it cannot be shown without the notes. */
const RAW: ReadonlySet<number> = new Set([0x927c, 0xc612, 0xc634])
/** The position of a map or an aerial picture on earth. */
const GEOGRAPHIC: ReadonlySet<number> = new Set([0x830e, 0x8482, 0x85d8, 0x87af, 0x87b0, 0x87b1, 0xa480])
/** Signs of metadata other than EXIF in a thumbnail. */
const THUMBNAIL_SIGNS = ['ns.adobe.com/', 'Photoshop 3.0', '<rdf:RDF']
/** Text tags whose type is not text: comments, and five of Windows in UTF-16. */
const TEXTS: ReadonlySet<number> = new Set([0x9286, 0x9c9b, 0x9c9c, 0x9c9d, 0x9c9e, 0x9c9f])

/**
 * Patches relative to the TIFF. A block that is not a TIFF is emptied, because it may be the second
 * part of an EXIF that is too long for one segment.
 * @throws PlaceRemains
 */
export async function findTiffPlaces(read: ReadPart, size: number, use: TiffUse): Promise<Patch[]> {
  const head = await read(0, 8)
  const mark = head.toString('latin1', 0, 4)
  const isLittle = mark === 'II*\0'
  if (head.byteLength < 8 || !(isLittle || mark === 'MM\0*')) return use === 'block' ? zeros(0, size) : []
  const walk = new TiffWalk(read, size, isLittle, use)
  await walk.follow(isLittle ? head.readUInt32LE(4) : head.readUInt32BE(4))
  return walk.patches
}

/** Empties a TIFF whose first directory is the GPS directory, as raw pictures of Canon have it. */
export async function emptyGpsTiff(read: ReadPart, size: number): Promise<Patch[]> {
  const head = await read(0, 8)
  return head.byteLength < 8 ? [] : zeros(8, size - 8)
}

interface Entry {
  tag: number
  type: number
  start: number
  length: number
  count: number
}

class TiffWalk {
  readonly patches: Patch[] = []
  readonly #read: ReadPart
  readonly #size: number
  readonly #isLittle: boolean
  readonly #use: TiffUse
  readonly #seen = new Set<number>()
  #looked = 0
  #searched = 0

  constructor(read: ReadPart, size: number, isLittle: boolean, use: TiffUse) {
    this.#read = read
    this.#size = size
    this.#isLittle = isLittle
    this.#use = use
  }

  /**
   * Follows the chain of directories. Stops when the chain returns to a directory that was visited.
   */
  async follow(first: number): Promise<void> {
    let at = first
    while (this.#isNew(at)) at = await this.#cleanDirectory(at)
  }

  #isNew(at: number): boolean {
    if (at < 8 || at + 2 > this.#size || this.#seen.has(at)) return false
    if (this.#seen.size >= MAX_DIRECTORIES)
      throw new PlaceRemains('form', 'It has more directories than any known picture.')
    this.#seen.add(at)
    return true
  }

  /** Returns the position of the next directory. */
  async #cleanDirectory(at: number): Promise<number> {
    const { entries, next } = await this.#list(at)
    for (const entry of entries) await this.#cleanEntry(entry)
    await this.#cleanThumbnail(entries)
    return next
  }

  async #list(at: number): Promise<{ entries: Entry[]; next: number; length: number }> {
    const count = this.#short(await this.#read(at, 2), 0)
    if (count > MAX_ENTRIES)
      throw new PlaceRemains('form', 'A directory has more entries than any known picture.')
    const length = 2 + count * ENTRY_BYTES
    const bytes = await this.#read(at, length + 4)
    const whole = Math.max(0, Math.min(count, Math.floor((bytes.byteLength - 2) / ENTRY_BYTES)))
    const entries = Array.from({ length: whole }, (_, i) => this.#entry(bytes, at, 2 + i * ENTRY_BYTES))
    return { entries, next: this.#long(bytes, length), length }
  }

  #entry(bytes: Buffer, directory: number, at: number): Entry {
    const [tag, type, count] = [this.#short(bytes, at), this.#short(bytes, at + 2), this.#long(bytes, at + 4)]
    const length = (TYPE_BYTES[type] ?? 1) * count
    const start = length <= 4 ? directory + at + 8 : this.#long(bytes, at + 8)
    const within = start >= 8 ? Math.max(0, Math.min(length, this.#size - start)) : 0
    return { tag, type, count, start, length: within }
  }

  #short(bytes: Buffer, at: number): number {
    if (at + 2 > bytes.byteLength) return 0
    return this.#isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at)
  }

  #long(bytes: Buffer, at: number): number {
    if (at + 4 > bytes.byteLength) return 0
    return this.#isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)
  }

  async #cleanEntry(entry: Entry): Promise<void> {
    const { tag, type, start, length } = entry
    if (this.#use === 'file' && RAW.has(tag)) throw new PlaceRemains('kind', 'It is a raw picture.')
    if (tag === GPS) return this.#emptyDirectories(entry)
    if (BELOW.has(tag)) {
      for (const at of await this.#numbers(entry)) await this.follow(at)
      return
    }
    if (GEOGRAPHIC.has(tag)) addAll(this.patches, zeros(start, length))
    else if (CLOSED.has(tag) && this.#use !== 'raw') addAll(this.patches, zeros(start, length))
    else if (tag === XMP) this.#addMoved(start, await findXmlPlaces(await this.#value(entry)))
    else if (tag === IPTC) this.#addMoved(start, findIptcPlaces(await this.#value(entry)))
    else if (tag === PHOTOSHOP) this.#addMoved(start, await findPhotoshopPlaces(await this.#value(entry)))
    else if (type === ASCII || type === UTF8 || TEXTS.has(tag)) await this.#cleanText(entry)
    else if (type === BYTE || type === UNDEFINED) await this.#cleanHolding(entry)
  }

  /**
   * Cleans the thumbnail, which may have its own location. One with metadata other than EXIF is
   * emptied.
   */
  async #cleanThumbnail(entries: readonly Entry[]): Promise<void> {
    const [at, bytes] = [THUMBNAIL.start, THUMBNAIL.bytes].map((tag) =>
      entries.find((entry) => entry.tag === tag),
    )
    if (at === undefined || bytes === undefined) return
    const [start = 0] = await this.#numbers(at)
    const [length = 0] = await this.#numbers(bytes)
    const end = Math.min(start + length, this.#size)
    if (start < 8 || start >= end) return
    const thumbnail = (await this.#value({ ...at, start, length: end - start })).toString('latin1')
    if (THUMBNAIL_SIGNS.some((sign) => thumbnail.includes(sign)))
      addAll(this.patches, zeros(start, end - start))
    else addAll(this.patches, await findBareTiffs(this.#read, start, end, 'block'))
  }

  #addMoved(start: number, patches: readonly Patch[]): void {
    addAll(this.patches, moved(patches, start))
  }

  async #value({ start, length }: Entry): Promise<Buffer> {
    this.#looked += length
    if (this.#looked > MAX_VALUE_BYTES)
      throw new PlaceRemains('form', 'It has more values than any known picture.')
    return this.#read(start, length)
  }

  async #numbers(entry: Entry): Promise<number[]> {
    const bytes = await this.#value({ ...entry, length: Math.min(entry.length, 4 * MAX_DIRECTORIES) })
    return Array.from({ length: Math.floor(bytes.byteLength / 4) }, (_, i) => this.#long(bytes, i * 4))
  }

  async #cleanText(entry: Entry): Promise<void> {
    const value = await this.#value(entry)
    // Without its zero bytes, a UTF-16 text can be searched like latin1.
    if (await saysInSlices(value.toString('latin1').replaceAll('\0', ''), saysPlace))
      addAll(this.patches, zeros(entry.start, entry.length))
  }

  /**
   * Empties a value of a program if it holds a picture with a location, because layers hold the
   * photos that were put together.
   */
  async #cleanHolding({ start, length }: Entry): Promise<void> {
    if (length < LEAST_HOLDING_BYTES) return
    this.#searched += length
    if (this.#searched > MAX_SEARCHED_BYTES)
      throw new PlaceRemains('form', 'Its layers are larger than the search limit.')
    for (let at = 0; at < length; at += WINDOW_BYTES) {
      const window = await this.#read(start + at, Math.min(WINDOW_BYTES + OVERLAP_BYTES, length - at))
      if (hasGpsMark(window)) return addAll(this.patches, zeros(start, length))
    }
  }

  /** Overwrites the entries and all their values with zeros. */
  async #emptyDirectories(pointer: Entry): Promise<void> {
    for (const at of await this.#numbers({ ...pointer, length: Math.min(pointer.length, 4) })) {
      if (at < 8 || at + 2 > this.#size) continue
      const { entries, length } = await this.#list(at)
      if (entries.length === 0) continue
      addAll(this.patches, zeros(at, Math.min(length, this.#size - at)))
      for (const entry of entries) addAll(this.patches, zeros(entry.start, entry.length))
    }
  }
}

/** Cleans TIFFs that begin anywhere in a part of a file. */
export async function findBareTiffs(
  read: ReadPart,
  start: number,
  end: number,
  use: TiffUse = 'raw',
): Promise<Patch[]> {
  const part = await read(start, end - start)
  const patches: Patch[] = []
  for (const mark of ['II*\0', 'MM\0*'])
    for (let at = part.indexOf(mark, 0, 'latin1'); at !== -1; at = part.indexOf(mark, at + 1, 'latin1')) {
      const found = await findTiffPlaces(partOf(read, start + at, end), end - start - at, use)
      addAll(patches, moved(found, start + at))
    }
  return patches
}
