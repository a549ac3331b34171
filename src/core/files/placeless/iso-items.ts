// The items of an ISO picture (HEIC, AVIF): which of them are EXIF, XMP or something else, and
// where their bytes are.
// An unknown item that is not a picture is overwritten with zeros.
import type { Box } from '../films/iso-boxes.ts'
import { addAll, moved, readerOf, zeros, type Patch, type ReadPart } from './patches.ts'
import { JoinedParts, MAX_METADATA_BYTES, type Extent } from './joined-parts.ts'
import { orEmpty, walkJpeg } from './jpeg-place.ts'
import { PlaceRemains } from './place-remains.ts'
import { findTiffPlaces } from './tiff-place.ts'
import { findXmlPlaces } from './xml-place.ts'

const MAX_TABLE_BYTES = 16 * 1024 * 1024
const PICTURES: ReadonlySet<string> = new Set(
  'hvc1 hev1 lhv1 av01 avc1 j2k1 vvc1 evc1 unci grid iden iovl tmap auxl'.split(' '),
)

interface Item {
  id: number
  type: string
  /** The media type and the content encoding of a `mime` item. */
  mime: string
  packing: string
}

export async function cleanItems(read: ReadPart, boxes: readonly Box[]): Promise<Patch[]> {
  const [info, locations] = [find(boxes, 'iinf'), find(boxes, 'iloc')]
  if (info === null || locations === null) return []
  const items = parseItems(await table(read, info)).filter(({ type }) => !PICTURES.has(type))
  const extents = new ItemLocationBox(
    await table(read, locations),
    find(boxes, 'idat')?.start ?? null,
  ).parse()
  const patches: Patch[] = []
  for (const item of items) {
    const joined = await join(read, extents.get(item.id) ?? [])
    addAll(patches, joined.toFilePatches(await cleanItem(item, joined.bytes)))
  }
  return patches
}

const find = (boxes: readonly Box[], type: string): Box | null =>
  boxes.find((box) => box.type === type) ?? null

async function table(read: ReadPart, { start, end }: Box): Promise<Buffer> {
  if (end - start > MAX_TABLE_BYTES)
    throw new PlaceRemains('form', 'A table is larger than in any known picture.')
  return read(start, end - start)
}

async function join(read: ReadPart, extents: readonly Extent[]): Promise<JoinedParts> {
  const total = extents.reduce((sum, { length }) => sum + length, 0)
  if (total > MAX_METADATA_BYTES)
    throw new PlaceRemains('form', 'An item is larger than in any known picture.')
  return JoinedParts.read(read, extents)
}

async function cleanItem({ type, mime, packing }: Item, bytes: Buffer): Promise<Patch[]> {
  if (type === 'Exif') return cleanExif(bytes)
  if (type === 'jpeg') return (await walkJpeg(readerOf(bytes), bytes.byteLength)).patches
  const isXml = type === 'mime' && packing === '' && /xml/.test(mime)
  if (!isXml) return zeros(0, bytes.byteLength)
  return orEmpty(findXmlPlaces(bytes), bytes.byteLength)
}

/** The offset of the TIFF precedes it. */
async function cleanExif(bytes: Buffer): Promise<Patch[]> {
  const found = ['II*\0', 'MM\0*'].map((mark) => bytes.subarray(0, 256).indexOf(mark, 0, 'latin1'))
  const starts = found.filter((at) => at !== -1)
  if (starts.length === 0) return zeros(0, bytes.byteLength)
  const start = Math.min(...starts)
  const tiff = bytes.subarray(start)
  return moved(
    await orEmpty(findTiffPlaces(readerOf(tiff), tiff.byteLength, 'block'), tiff.byteLength),
    start,
  )
}

function parseItems(info: Buffer): Item[] {
  const items: Item[] = []
  const isLong = info[0] !== 0
  for (let at = isLong ? 8 : 6; at + 8 <= info.byteLength;) {
    const bytes = info.readUInt32BE(at)
    if (bytes < 8 || at + bytes > info.byteLength) break
    items.push(parseItem(info.subarray(at + 8, at + bytes)))
    at += bytes
  }
  return items
}

/** @throws PlaceRemains for the old form, in which items have no type */
function parseItem(entry: Buffer): Item {
  const version = entry[0]!
  if (version < 2 || entry.byteLength < 12) throw new PlaceRemains('form', 'Its items have no type.')
  const idBytes = version === 2 ? 2 : 4
  const typeAt = 4 + idBytes + 2
  const [, mime = '', packing = ''] = entry.toString('latin1', typeAt + 4).split('\0')
  return {
    id: entry.readUIntBE(4, idBytes),
    type: entry.toString('latin1', typeAt, typeAt + 4),
    mime,
    packing,
  }
}

/** The `iloc` box, which lists where the bytes of each item are. */
class ItemLocationBox {
  readonly #bytes: Buffer
  /** Start of the `idat` box, in which items may be stored; null if there is none. */
  readonly #insideAt: number | null
  #at = 4

  constructor(bytes: Buffer, insideAt: number | null) {
    this.#bytes = bytes
    this.#insideAt = insideAt
  }

  parse(): Map<number, Extent[]> {
    const version = this.#bytes[0] ?? 0
    const sizes = this.#next(2)
    const [offsetBytes, lengthBytes] = [sizes >> 12, (sizes >> 8) & 15]
    const [baseBytes, indexBytes] = [(sizes >> 4) & 15, version === 0 ? 0 : sizes & 15]
    const count = this.#next(version < 2 ? 2 : 4)
    const extentsById = new Map<number, Extent[]>()
    for (let i = 0; i < count && this.#at < this.#bytes.byteLength; i++) {
      const id = this.#next(version < 2 ? 2 : 4)
      const way = version === 0 ? 0 : this.#next(2) & 15
      this.#next(2)
      const base = this.#next(baseBytes) + this.#startOf(way)
      const extents = Array.from({ length: this.#next(2) }, () => {
        this.#next(indexBytes)
        return { start: base + this.#next(offsetBytes), length: this.#next(lengthBytes) }
      })
      extentsById.set(id, extents)
    }
    return extentsById
  }

  #startOf(way: number): number {
    if (way === 0) return 0
    if (way === 1 && this.#insideAt !== null) return this.#insideAt
    throw new PlaceRemains('form', 'An item is made of other items.')
  }

  #next(bytes: number): number {
    if (this.#at + bytes > this.#bytes.byteLength) throw new PlaceRemains('form', 'A table is cut off.')
    const [high, low] = bytes > 4 ? [bytes - 4, 4] : [0, bytes]
    const number =
      (high === 0 ? 0 : this.#bytes.readUIntBE(this.#at, high)) * 2 ** 32 +
      (low === 0 ? 0 : this.#bytes.readUIntBE(this.#at + high, low))
    this.#at += bytes
    return number
  }
}
