// Reads the facts of a Matroska or WebM film: when it was made, and where, if its tags say so.
// Looks at the elements before the first cluster, and at the tags' position in the index. The rest
// of the file is not read.
import type { FilePlace } from '../../store/index.ts'
import type { ReadPart } from '../placeless/patches.ts'
import { listElements, MAX_HEAD_BYTES, readElement, unsignedOf, type Element } from './ebml.ts'
import { parseZonedTime, type FilmFacts } from './film-fact.ts'
import { parseIso6709 } from './iso-6709.ts'

const SEGMENT = 0x18538067
const INDEX = 0x114d9b74
const INDEXED = 0x4dbb
const INDEXED_ID = 0x53ab
const INDEXED_AT = 0x53ac
const INFO = 0x1549a966
const DATE = 0x4461
const TAGS = 0x1254c367
const CLUSTER = 0x1f43b675
const TAG = 0x7373
const SIMPLE_TAG = 0x67c8
const TAG_NAME = 0x45a3
const TAG_TEXT = 0x4487

const MAX_ELEMENTS = 200
const MAX_CONTENT_BYTES = 1024 * 1024
/** 2001-01-01, the epoch of Matroska dates. */
const EPOCH_MS = Date.UTC(2001, 0, 1)
/** Names that other programs use for the same tags. */
const PLACE_NAME = /^(?:com\.apple\.quicktime\.)?(?:recording_)?location(?:[-.](?:eng|iso6709))?$/i
const TIME_NAME = /^(?:com\.apple\.quicktime\.creationdate|creation_time|date_recorded)$/i

export async function readMatroskaFacts(read: ReadPart, size: number): Promise<FilmFacts> {
  const elements = new Elements(read, size)
  const facts: FilmFacts = { takenAt: null, place: null, camera: null }
  let tagsAt: number | null = null
  let hasTags = false
  const addTags = async (tags: Element): Promise<void> => {
    const found = readTags(await elements.content(tags))
    facts.place ??= found.place
    facts.takenAt = found.takenAt ?? facts.takenAt
    hasTags = true
  }
  const header = await elements.at(0)
  const segment = header === null ? null : await elements.at(header.end)
  if (segment?.id !== SEGMENT) return facts
  for (let at = segment.start, i = 0; at < segment.end && i < MAX_ELEMENTS; i++) {
    const element = await elements.at(at)
    if (element === null || element.id === CLUSTER || element.isEndless) break
    if (element.id === INDEX) tagsAt = findTags(await elements.content(element))
    if (element.id === INFO) facts.takenAt ??= readDate(await elements.content(element))
    if (element.id === TAGS) await addTags(element)
    at = element.end
  }
  const tags = tagsAt === null || hasTags ? null : await elements.at(segment.start + tagsAt)
  if (tags?.id === TAGS) await addTags(tags)
  return facts
}

class Elements {
  readonly #read: ReadPart
  readonly #size: number

  constructor(read: ReadPart, size: number) {
    this.#read = read
    this.#size = size
  }

  async at(position: number): Promise<Element | null> {
    if (position >= this.#size) return null
    return readElement(await this.#read(position, MAX_HEAD_BYTES), position, this.#size)
  }

  content({ start, end }: Element): Promise<Buffer> {
    return this.#read(start, Math.min(end - start, MAX_CONTENT_BYTES))
  }
}

/** Returns the contents of the elements with this id. */
function contentsOf(content: Buffer, id: number): Buffer[] {
  return listElements(content).flatMap((element) =>
    element.id === id ? [content.subarray(element.start, element.end)] : [],
  )
}

/** Returns the position of the tags, relative to the start of the segment's content. */
function findTags(index: Buffer): number | null {
  for (const entry of contentsOf(index, INDEXED)) {
    const [id] = contentsOf(entry, INDEXED_ID)
    const [at] = contentsOf(entry, INDEXED_AT)
    if (id !== undefined && at !== undefined && unsignedOf(id) === TAGS) return unsignedOf(at)
  }
  return null
}

function readDate(info: Buffer): number | null {
  const [date] = contentsOf(info, DATE)
  if (date?.byteLength !== 8) return null
  const at = EPOCH_MS + Number(date.readBigInt64BE() / 1_000_000n)
  return at > 0 ? at : null
}

function readTags(content: Buffer): { place: FilePlace | null; takenAt: number | null } {
  let place: FilePlace | null = null
  let takenAt: number | null = null
  const simple = contentsOf(content, TAG).flatMap((tag) => contentsOf(tag, SIMPLE_TAG))
  for (const tag of simple) {
    const name = contentsOf(tag, TAG_NAME)[0]?.toString('latin1') ?? ''
    const text = contentsOf(tag, TAG_TEXT)[0]?.toString('utf8', 0, 128) ?? ''
    if (PLACE_NAME.test(name)) place ??= parseIso6709(text)
    if (TIME_NAME.test(name)) takenAt ??= parseZonedTime(text)
  }
  return { place, takenAt }
}
