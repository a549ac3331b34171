// Removes locations from ISO media files: films (MP4, QuickTime), pictures (HEIC, AVIF) and raw
// pictures of Canon (CR3).
// Lists of known boxes decide whether a box is kept, cleaned or emptied. An emptied box is free
// space for every reader, so nothing moves.
import { LONG_HEAD_BYTES, readHead, type Box } from '../films/iso-boxes.ts'
import { addAll, moved, partOf, zeros, type Patch, type ReadPart } from './patches.ts'
import { cleanItems } from './iso-items.ts'
import { cleanKeyed, isKeptText, type ListBoxes } from './iso-texts.ts'
import { cleanTrack } from './iso-tracks.ts'
import { orEmpty, walkJpeg, type Walked } from './jpeg-place.ts'
import { PlaceRemains } from './place-remains.ts'
import { emptyGpsTiff, findBareTiffs } from './tiff-place.ts'
import { findXmlPlaces } from './xml-place.ts'

const MAX_BOXES = 200_000
const MAX_TEXT_BYTES = 64 * 1024 * 1024
/**
 * Boxes that are needed to show the rest: at the top, in a movie, in a track, in user data and in
 * metadata.
 */
const KEPT_AT_TOP = listOf('ftyp styp mdat sidx ssix pdin pnot PICT')
const KEPT_IN_MOVIE = listOf('mvhd iods pssh')
const KEPT_IN_TRACK = listOf('tkhd edts tref load imap clip matt tapt')
const KEPT_IN_MEDIUM = listOf('mdhd hdlr minf elng')
const KEPT_IN_USER = listOf('hnti hinf chpl kind ludt cdis WLOC LOOP SelO AllF')
const KEPT_IN_META = listOf('hdlr pitm idat iref grpl dinf ipro ctry lang iinf iloc')
/**
 * Boxes that contain only boxes, and which of these are kept: fragments, further metadata, and
 * properties of pictures.
 */
const KEPT_IN_GROUP: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['moof', listOf('mfhd pssh traf')],
  ['traf', listOf('tfhd tfdt trun sbgp sgpd subs saiz saio senc')],
  ['mfra', listOf('tfra mfro')],
  ['mvex', listOf('mehd trex leva trep')],
  ['meco', listOf('mere')],
  ['iprp', listOf('ipma ipco')],
  [
    'ipco',
    listOf(
      'ispe pixi pasp colr clap irot imir auxC rloc lsel iscl rref crtt mdft altt aebr afbr dobr wbbr pano ' +
        'hvcC lhvC av1C avcC vvcC vvnC evcC j2kH jpgC tols oinf a1op a1lx clli mdcv cclv amve reve ndwt cmin cmex cmpd uncC',
    ),
  ],
])
/** A larger group is cleaned box by box. */
const MAX_GROUP_BYTES = 16 * 1024 * 1024
const FREE = listOf('free skip wide')
const XMP_ID = 'be7acfcb97a942e89c71999491e3afac'
const CANON_ID = '85c0b687820f11e08111f4ce462b6a48'
const CANON_PREVIEW_ID = 'eaf42b5e1c984b88b9fbb7dc406e4d16'
/**
 * Kept in Canon's box: the camera model and TIFFs. `CMT4` is the GPS directory, so it is not in the
 * list.
 */
const KEPT_OF_CANON = listOf('CNCV CCTP CTBO CNTH THMB CNOP')
const ID_BYTES = 16

function listOf(types: string): ReadonlySet<string> {
  return new Set(types.split(' '))
}

/** `read` begins with the file. @throws PlaceRemains */
export async function walkIso(read: ReadPart, size: number): Promise<Walked> {
  const walk = new IsoWalk(read, size)
  const end = await walk.toEnd()
  return { patches: walk.patches, end }
}

class IsoWalk {
  readonly patches: Patch[] = []
  readonly #read: ReadPart
  readonly #size: number
  #left = MAX_BOXES
  #isCanon = false
  #hasFragments = false

  constructor(read: ReadPart, size: number) {
    this.#read = read
    this.#size = size
  }

  /** Returns the end of the last box. */
  async toEnd(): Promise<number> {
    const boxes = await this.#list({ start: 0, end: this.#size })
    const brand = (await this.#read(8, 4)).toString('latin1')
    this.#isCanon = brand === 'crx '
    this.#hasFragments = boxes.some(({ type }) => type === 'moof')
    for (const box of boxes) await this.#cleanTop(box)
    return boxes.at(-1)?.end ?? 0
  }

  readonly #lister: ListBoxes = (within, hasNames) => this.#list(within, hasNames)

  /**
   * Lists boxes until one has an unreadable name. `hasNames` is false where numbers are the names
   * of values.
   */
  async #list({ start, end }: Pick<Box, 'start' | 'end'>, hasNames = true): Promise<Box[]> {
    const boxes: Box[] = []
    let at = start
    while (at + 8 <= end) {
      if (this.#left-- === 0) throw new PlaceRemains('form', 'It has more boxes than any known film.')
      const head = await this.#read(at, LONG_HEAD_BYTES)
      const box = readHead(head, at, end)
      if (box === null || (hasNames && !isName(box.type)) || isCut(head, box)) break
      boxes.push(box)
      at = box.end
    }
    // After the last box of a file another file may begin. Within a box nothing may follow.
    if (end < this.#size) addAll(this.patches, zeros(at, end - at))
    return boxes
  }

  async #cleanTop(box: Box): Promise<void> {
    if (KEPT_AT_TOP.has(box.type)) return
    if (box.type === 'moov') return this.#cleanMovie(box)
    if (box.type === 'meta') return this.#cleanMeta(box)
    if (KEPT_IN_GROUP.has(box.type)) return this.#cleanGroup(box)
    if (box.type === 'uuid') return this.#cleanOwn(box)
    // The film of a motion photo.
    if (box.type === 'mpvd') return this.#cleanInner(box, (read, size) => walkIso(read, size))
    this.#empty(box)
  }

  async #cleanMovie(movie: Box): Promise<void> {
    for (const box of await this.#list(movie)) {
      if (KEPT_IN_MOVIE.has(box.type)) continue
      if (box.type === 'cmov') throw new PlaceRemains('form', 'Its metadata is compressed.')
      if (box.type === 'trak') await this.#cleanTrack(box)
      else if (box.type === 'udta') await this.#cleanUser(box)
      else if (box.type === 'meta') await this.#cleanMeta(box)
      else if (box.type === 'uuid') await this.#cleanOwn(box)
      else if (KEPT_IN_GROUP.has(box.type)) await this.#cleanGroup(box)
      else this.#empty(box)
    }
  }

  /**
   * A film may have a fragment per second, so a fragment with only kept boxes is read in one piece.
   */
  async #cleanGroup(group: Box): Promise<void> {
    const { type, start, end } = group
    const isSmall = end - start <= MAX_GROUP_BYTES
    if (isSmall && hasOnlyKept(await this.#read(start, end - start), type)) return
    const kept = KEPT_IN_GROUP.get(type)!
    for (const box of await this.#list(group)) {
      if (box.type === 'udta') await this.#cleanUser(box)
      else if (box.type === 'meta') await this.#cleanMeta(box)
      else if (!kept.has(box.type)) this.#empty(box)
      else if (KEPT_IN_GROUP.has(box.type)) await this.#cleanGroup(box)
    }
  }

  async #cleanTrack(track: Box): Promise<void> {
    const boxes = await this.#list(track)
    for (const box of boxes) {
      if (KEPT_IN_TRACK.has(box.type)) continue
      if (box.type === 'udta') await this.#cleanUser(box)
      else if (box.type === 'meta') await this.#cleanMeta(box)
      else if (box.type === 'mdia') await this.#cleanMedium(box)
      else if (box.type === 'meco') await this.#cleanGroup(box)
      else this.#empty(box)
    }
    const film = { isCanon: this.#isCanon, hasFragments: this.#hasFragments }
    addAll(this.patches, await cleanTrack(this.#read, this.#lister, track, film))
  }

  async #cleanMedium(medium: Box): Promise<void> {
    for (const box of await this.#list(medium)) {
      if (KEPT_IN_MEDIUM.has(box.type)) continue
      if (box.type === 'udta') await this.#cleanUser(box)
      else this.#empty(box)
    }
  }

  async #cleanUser(user: Box): Promise<void> {
    for (const box of await this.#list(user)) {
      if (KEPT_IN_USER.has(box.type)) continue
      if (box.type === 'meta') await this.#cleanMeta(box)
      else if (box.type === 'XMP_') await this.#cleanXml(box, 0)
      else if (!(await isKeptText(this.#read, box))) this.#empty(box)
    }
  }

  /** In MP4 a version and flags precede the boxes; in QuickTime they do not. */
  async #cleanMeta(meta: Box): Promise<void> {
    const head = await this.#read(meta.start, 8)
    const isBare = head.byteLength === 8 && head.readUInt32BE(0) >= 8 && isName(head.toString('latin1', 4, 8))
    const within = { start: meta.start + (isBare ? 0 : 4), end: meta.end }
    const boxes = await this.#list(within)
    for (const box of boxes) {
      if (box.type === 'xml ') await this.#cleanXml(box, 4)
      else if (box.type === 'iprp') await this.#cleanGroup(box)
      else if (box.type !== 'keys' && box.type !== 'ilst' && !KEPT_IN_META.has(box.type)) this.#empty(box)
    }
    addAll(this.patches, await cleanKeyed(this.#read, this.#lister, boxes))
    addAll(this.patches, await cleanItems(this.#read, boxes))
  }

  /** Cleans a `uuid` box. Its maker chose a random number as its name. */
  async #cleanOwn(box: Box): Promise<void> {
    const id = (await this.#read(box.start, ID_BYTES)).toString('hex')
    const content = { ...box, start: box.start + ID_BYTES }
    if (id === XMP_ID) return this.#cleanXml(box, ID_BYTES)
    if (id === CANON_ID) return this.#cleanCanon(content)
    if (id === CANON_PREVIEW_ID) return this.#cleanPreview(content)
    // A raw picture may need the content to be shown.
    if (this.#isCanon) throw new PlaceRemains('form', 'It has an unknown box of its maker.')
    this.#empty(box)
  }

  async #cleanCanon(canon: Box): Promise<void> {
    for (const box of await this.#list(canon)) {
      if (KEPT_OF_CANON.has(box.type)) continue
      const read = partOf(this.#read, box.start, box.end)
      if (box.type === 'CMT4') this.#addMoved(box.start, await emptyGpsTiff(read, box.end - box.start))
      else if (/^CMT\d$/.test(box.type))
        addAll(this.patches, await findBareTiffs(this.#read, box.start, box.end))
      else this.#empty(box)
    }
  }

  async #cleanPreview(box: Box): Promise<void> {
    const content = await this.#read(box.start, 64)
    const at = content.indexOf('\xff\xd8\xff', 0, 'latin1')
    if (at === -1) return this.#empty(box)
    await this.#cleanInner({ ...box, start: box.start + at }, walkJpeg)
  }

  async #cleanInner(
    { start, end }: Box,
    walk: (read: ReadPart, size: number) => Promise<Walked>,
  ): Promise<void> {
    const walked = await walk(partOf(this.#read, start, end), end - start)
    this.#addMoved(start, walked.patches)
    addAll(this.patches, zeros(start + walked.end, end - start - walked.end))
  }

  async #cleanXml({ start, end }: Box, headBytes: number): Promise<void> {
    const from = start + headBytes
    const length = Math.max(0, end - from)
    if (length > MAX_TEXT_BYTES) throw new PlaceRemains('form', 'It has more XML than any known film.')
    const finding = this.#read(from, length).then((text) => findXmlPlaces(text))
    this.#addMoved(from, await orEmpty(finding, length))
  }

  /** Turns a box into free space of the same length, filled with zeros. */
  #empty({ type, start, end, at }: Box): void {
    if (!FREE.has(type)) this.patches.push({ start: at + 4, bytes: Buffer.from('free') })
    addAll(this.patches, zeros(start, end - start))
  }

  #addMoved(start: number, patches: readonly Patch[]): void {
    addAll(this.patches, moved(patches, start))
  }
}

/** True if a group contains only kept boxes, up to its last byte. */
function hasOnlyKept(bytes: Buffer, type: string): boolean {
  const kept = KEPT_IN_GROUP.get(type)!
  let at = 0
  while (at + 8 <= bytes.byteLength) {
    const box = readHead(bytes.subarray(at, at + LONG_HEAD_BYTES), at, bytes.byteLength)
    if (box === null || !kept.has(box.type)) return false
    const isGroup = KEPT_IN_GROUP.has(box.type)
    if (isGroup && !hasOnlyKept(bytes.subarray(box.start, box.end), box.type)) return false
    at = box.end
  }
  return at === bytes.byteLength
}

/**
 * True if the length exceeds the file. Then it is no box, or the film was not written to its end.
 */
function isCut(head: Buffer, { type, at, end }: Box): boolean {
  const length = head.readUInt32BE(0)
  return length > 1 && at + length > end && type !== 'mdat'
}

/** True for four printable characters. The first may be Apple's copyright sign. */
function isName(type: string): boolean {
  return /^[\x20-\x7e\xa9][\x20-\x7e]{3}$/.test(type)
}
