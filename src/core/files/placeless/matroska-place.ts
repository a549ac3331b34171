// The place in a Matroska or WebM film: whatever stands in a tag that is named after one becomes spaces, and so does what is written as one.
// Nothing of the file's order is believed: all of it is looked through, in windows. A checksum over the tags becomes free space.
import { MAX_HEAD_BYTES, readElement, type Element } from '../films/ebml.ts'
import { addAll, spaces, type Patch, type ReadPart } from './bytes.ts'
import { PlaceRemains } from './place-remains.ts'
import { ISO_6709, namesPlace, saysPlace } from './place-words.ts'

const WINDOW_BYTES = 1024 * 1024
/** Of what stands behind the end of a window. */
const OVERLAP_BYTES = 4096
const TAG_NAME = '\x45\xa3'
const TAG_TEXT = '\x44\x87'
const MAX_NAME_BYTES = 126
const MAX_TEXT_BYTES = 1024
const MAX_BEFORE_TEXT_BYTES = 64
const TAGS = '\x12\x54\xc3\x67'
const CHECKSUM = '\xbf\x84'
const FREE = 0xec
const MAX_PATCHES = 10_000

/** @throws PlaceRemains when it is made of places */
export async function findMatroskaPlaces(read: ReadPart, size: number): Promise<Patch[]> {
  const patches: Patch[] = []
  for (let start = 0; start < size; start += WINDOW_BYTES) {
    const window = await read(start, WINDOW_BYTES + OVERLAP_BYTES)
    for (const patch of [...findWritten(window), ...findNamed(window)])
      patches.push({ ...patch, start: start + patch.start })
    if (patches.length > MAX_PATCHES) throw new PlaceRemains('form', 'More places than a film has.')
  }
  return patches.length === 0 ? [] : [...patches, ...(await findChecksums(read, size))]
}

function findWritten(window: Buffer): Patch[] {
  const all = [...window.toString('latin1').matchAll(ISO_6709)].filter(({ index }) => index < WINDOW_BYTES)
  return all.flatMap(({ 0: place, index }) => spaces(index, place.length))
}

/** A name, and the text behind it. */
function findNamed(window: Buffer): Patch[] {
  const patches: Patch[] = []
  for (const at of findAll(window, TAG_NAME)) {
    const name = elementAt(window, at, MAX_NAME_BYTES)
    if (name === null) continue
    const isNamed = namesPlace(window.toString('latin1', name.start, name.end))
    const behind = window.subarray(name.end, name.end + MAX_BEFORE_TEXT_BYTES).indexOf(TAG_TEXT, 0, 'latin1')
    const said = behind === -1 ? null : elementAt(window, name.end + behind, MAX_TEXT_BYTES)
    if (said === null || said.end <= said.start) continue
    if (isNamed || saysPlace(window.toString('latin1', said.start, said.end)))
      addAll(patches, spaces(said.start, said.end - said.start))
  }
  return patches
}

function elementAt(window: Buffer, at: number, maxBytes: number): Element | null {
  const element = readElement(window.subarray(at, at + MAX_HEAD_BYTES), at, window.byteLength)
  return element === null || element.end - element.start > maxBytes ? null : element
}

/** Where it stands; what begins behind the end of this window is found in the next. */
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

/** Where tags begin with a checksum over what follows: what was changed would not fit it. */
async function findChecksums(read: ReadPart, size: number): Promise<Patch[]> {
  const patches: Patch[] = []
  for (let start = 0; start < size; start += WINDOW_BYTES) {
    const window = await read(start, WINDOW_BYTES + OVERLAP_BYTES)
    for (const at of findAll(window, TAGS)) {
      // Behind the length of the tags, which takes up to eight bytes.
      const from = at + TAGS.length
      const checksum = window.subarray(from, from + 10).indexOf(CHECKSUM, 0, 'latin1')
      if (checksum !== -1) patches.push({ start: start + from + checksum, bytes: Uint8Array.of(FREE) })
    }
    if (patches.length > MAX_PATCHES) throw new PlaceRemains('form', 'More tags than a film has.')
  }
  return patches
}
