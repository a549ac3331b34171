// Checks a finished copy, independent of how it was made: searches for names of locations, and for
// the coordinates that were removed.
// Reads every byte of the copy, in windows.
import { turn } from '../../base/index.ts'
import type { FilePlace } from '../../store/index.ts'
import { anyCase, ByteMarks, exactly } from './byte-marks.ts'
import type { Patch, ReadPart } from './patches.ts'

const WINDOW_BYTES = 256 * 1024
const OVERLAP_BYTES = 4096
const NUMBER = '[\\0\\s]{0,8}[+-]?\\0?\\d\\0?\\d?\\0?\\d?\\0?[.,]\\0?\\d\\0?\\d'

/** Names that a number follows, also in two bytes per character. */
const NAMED = new RegExp(
  ['latitude', 'longitude', 'longtitude', 'gps']
    .map((word) => word.replace(/(?<=.)(?=.)/g, '\\0?'))
    .map(
      (word) =>
        `${word}[a-z\\0_]{0,48}[\\0\\s]{0,8}(?:=[\\0\\s]{0,8}["']|>|\\(|["']?[\\0\\s]{0,4}[:,])${NUMBER}`,
    )
    .join('|'),
  'i',
)
/** Common parts of those names. The pattern is tried only near them. */
const NAME_MARKS = ['itude', 'gps'].flatMap((word) => [
  anyCase(word),
  anyCase(word.replace(/(?<=.)(?=.)/g, '\0')),
])
const BEFORE_BYTES = 24
const BEHIND_BYTES = 192

/**
 * Marks of location data within the picture stream of a film, which cannot be removed. Dash cams
 * and AVCHD write such marks.
 */
const INSIDE = [
  ...['freeGPS ', '\x17\xee\x8c\x60\xf8\x4d\x11\xd9\x8c\xd6\x08\x00\x20\x0c\x9a\x66MDPM'],
  ...['$GPRMC,', '$GNRMC,', '$GPGGA,', '$GNGGA,'],
].map(exactly)

/** True if the bytes contain a location by name, or one of `numbers`. */
export async function saysPlaceStill(
  read: ReadPart,
  size: number,
  numbers: readonly Buffer[],
): Promise<boolean> {
  const names = new ByteMarks(NAME_MARKS)
  const marks = new ByteMarks([...INSIDE, ...numbers.map((bytes) => ({ bytes, isFolded: false }))])
  for (let start = 0; start < size; start += WINDOW_BYTES) {
    const window = await read(start, WINDOW_BYTES + OVERLAP_BYTES)
    if (marks.find(window).next().done !== true) return true
    for (const at of names.find(window)) {
      const around = window.toString('latin1', Math.max(0, at - BEFORE_BYTES), at + BEHIND_BYTES)
      if (NAMED.test(around)) return true
    }
    await turn.pass()
  }
  return false
}

const MAX_PATCH_BYTES = 64 * 1024
const MAX_PATCHES = 2000
const MAX_NUMBERS = 64
/** With so many decimals a number is not a size or a time. */
const DEGREES = /\d{1,3}\.\d{4,15}|\d{1,3},\d{1,2}\.\d{2,15}/g
const RATIONALS_BYTES = 24

/**
 * Returns the numbers that must not be in the copy: the coordinates in its facts, and those that
 * the patches remove.
 */
export async function listNumbers(
  read: ReadPart,
  patches: readonly Patch[],
  place: FilePlace | null,
): Promise<Buffer[]> {
  const texts = new Set(place === null ? [] : [place.latitude, place.longitude].flatMap(writtenAs))
  const rationals: Buffer[] = []
  for (const { start, bytes } of patches.slice(0, MAX_PATCHES)) {
    if (bytes.byteLength > MAX_PATCH_BYTES) continue
    const removed = await read(start, bytes.byteLength)
    for (const text of removed.toString('latin1').replaceAll('\0', '').match(DEGREES) ?? []) texts.add(text)
    if (bytes.byteLength === RATIONALS_BYTES && isSpecific(removed)) rationals.push(removed, swapped(removed))
  }
  const written = [...texts].slice(0, MAX_NUMBERS).flatMap(encodings)
  return [...written, ...rationals.slice(0, MAX_NUMBERS)]
}

/**
 * With four decimals (about ten metres), truncated and rounded, as another program may write it.
 */
function writtenAs(degrees: number): string[] {
  const size = Math.abs(degrees)
  const whole = String(Math.trunc(size * 10_000) / 10_000)
  return [whole, size.toFixed(4)].filter((text) => /\.\d{4}$/.test(text))
}

function encodings(text: string): Buffer[] {
  const wide = Buffer.from(text, 'utf16le')
  return [Buffer.from(text, 'latin1'), wide, Buffer.from(wide).swap16()]
}

/** True if minutes or seconds are not zero, because degrees alone are not specific enough. */
function isSpecific(rationals: Buffer): boolean {
  return rationals.subarray(8).filter((byte) => byte !== 0).byteLength > 3
}

const swapped = (rationals: Buffer): Buffer => Buffer.from(rationals).swap32()
