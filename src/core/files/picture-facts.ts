// Reads the metadata of a picture from its first bytes: when, where and with what it was taken, and
// its displayed size.
// The tags are parsed in a thread that can be terminated. Damaged tags give fewer facts, never an
// error.
import { oneLine, truncateUtf8 } from '../base/index.ts'
import { parseTags, type Tag, type Tags } from './tag-thread.ts'
import {
  MAX_CAMERA_BYTES,
  MAX_CAPTION_BYTES,
  NO_FACTS,
  type FileFacts,
  type FilePlace,
} from '../store/index.ts'

/** Cameras write their metadata within so many first bytes. */
const FACT_BYTES = 512 * 1024
/** A TIFF may have its metadata anywhere. */
const TIFF_FACT_BYTES = 4 * 1024 * 1024

/** Returns how many first bytes `readFacts` needs for this type; 0 if it reads none. */
export function factBytesOf(type: string): number {
  if (!type.startsWith('image/') || type === 'image/svg+xml') return 0
  return type === 'image/tiff' ? TIFF_FACT_BYTES : FACT_BYTES
}

/** `start` holds the first bytes of the file; a tag beyond them is not found. Never throws. */
export async function readFacts(start: Uint8Array, type: string): Promise<FileFacts> {
  if (factBytesOf(type) === 0) return NO_FACTS
  const tags = await parseTags(start, WANTED)
  return tags === null ? NO_FACTS : { ...NO_FACTS, ...sizeOf(tags), ...factsOf(tags) }
}

function factsOf(tags: Tags): Pick<FileFacts, 'takenAt' | 'place' | 'camera' | 'caption'> {
  return {
    takenAt: takenAtOf(tags),
    place: placeOf(tags),
    camera: cameraOf(tags),
    caption: captionOf(tags),
  }
}

const MAX_SIDE = 1_000_000

function sizeOf(tags: Tags): Pick<FileFacts, 'width' | 'height'> {
  const width = firstNumber(tags, WIDTHS)
  const height = firstNumber(tags, HEIGHTS)
  if (width === null || height === null || !isSide(width) || !isSide(height))
    return { width: null, height: null }
  const orientation = tags.exif?.Orientation?.value ?? null
  return orientation !== null && orientation >= 5 && orientation <= 8
    ? { width: height, height: width }
    : { width, height }
}

const isSide = (pixels: number): boolean => Number.isInteger(pixels) && pixels > 0 && pixels <= MAX_SIDE

type Names = readonly (readonly [group: string, tag: string])[]

const WIDTHS: Names = [
  ['file', 'Image Width'],
  ['png', 'Image Width'],
  ['gif', 'Image Width'],
  ['riff', 'Image Width'],
  ['exif', 'ImageWidth'],
  ['exif', 'PixelXDimension'],
]
const HEIGHTS: Names = [
  ['file', 'Image Height'],
  ['png', 'Image Height'],
  ['gif', 'Image Height'],
  ['riff', 'Image Height'],
  ['exif', 'ImageLength'],
  ['exif', 'PixelYDimension'],
]

function firstNumber(tags: Tags, names: Names): number | null {
  for (const [group, tag] of names) {
    const number = tags[group]?.[tag]?.value ?? null
    if (number !== null) return number
  }
  return null
}

const TIMES: readonly (readonly [group: string, tag: string, zone: string])[] = [
  ['exif', 'DateTimeOriginal', 'OffsetTimeOriginal'],
  ['exif', 'DateTimeDigitized', 'OffsetTimeDigitized'],
  ['xmp', 'DateTimeOriginal', ''],
  ['xmp', 'DateCreated', ''],
]

function takenAtOf(tags: Tags): number | null {
  for (const [group, tag, zone] of TIMES) {
    const at = parseTime(textOf(tags[group]?.[tag]), textOf(tags[group]?.[zone]))
    if (at !== null) return at
  }
  return null
}

const TIME = /^(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(Z|[+-]\d\d:\d\d)?$/
const EARLIEST_YEAR = 1800

/** Parses `2031:04:01 09:00:00` (EXIF) and the XMP form. A time without a zone is taken as UTC. */
function parseTime(text: string | null, zoneText: string | null): number | null {
  const [, year, month, day, hour, minute, second = '00', ownZone] = TIME.exec(text ?? '') ?? []
  if (year === undefined || Number(year) < EARLIEST_YEAR) return null
  const zone = ownZone ?? (/^[+-]\d\d:\d\d$/.test(zoneText ?? '') ? zoneText! : 'Z')
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`)
  return Number.isNaN(at) ? null : at
}

function placeOf({ gps, xmp }: Tags): FilePlace | null {
  const latitude = gps?.Latitude?.value ?? degreesOf(xmp?.GPSLatitude?.description)
  const longitude = gps?.Longitude?.value ?? degreesOf(xmp?.GPSLongitude?.description)
  if (latitude === null || longitude === null || Math.abs(latitude) > 90 || Math.abs(longitude) > 180)
    return null
  // Receivers without a fix write zeros.
  return latitude === 0 && longitude === 0 ? null : { latitude, longitude }
}

/** Parses the XMP form `43,28.046N`, and `43.467N`, as the parser of the tags rewrites it. */
function degreesOf(text: string | null | undefined): number | null {
  const form = /^(\d{1,3}(?:\.\d+)?)(?:,(\d{1,2}(?:\.\d+)?)(?:,(\d{1,2}(?:\.\d+)?))?)?\s*([NSEW])$/
  const [, degrees, minutes = '0', seconds = '0', side] = form.exec((text ?? '').slice(0, 64)) ?? []
  if (degrees === undefined) return null
  const size = Number(degrees) + Number(minutes) / 60 + Number(seconds) / 3600
  return side === 'S' || side === 'W' ? -size : size
}

function cameraOf({ exif, xmp }: Tags): string | null {
  const maker = textOf(exif?.Make) ?? textOf(xmp?.Make)
  const model = textOf(exif?.Model) ?? textOf(xmp?.Model)
  const repeats = model !== null && maker !== null && model.toLowerCase().startsWith(maker.toLowerCase())
  const camera = [repeats ? null : maker, model].filter((part) => part !== null).join(' ')
  return camera === '' ? null : truncateUtf8(camera, MAX_CAMERA_BYTES)
}

/** Default texts that cameras write into the caption. */
const NO_CAPTION = /^(?:olympus digital camera|default|digital camera|sony dsc|dcim.*)$/iu

function captionOf({ exif, xmp, iptc }: Tags): string | null {
  const texts = [xmp?.description, iptc?.['Caption/Abstract'], exif?.ImageDescription].map(textOf)
  const caption = texts.find((text) => text !== null && !NO_CAPTION.test(text))
  return caption === undefined || caption === null ? null : truncateUtf8(caption, MAX_CAPTION_BYTES)
}

function textOf(tag: Tag | undefined): string | null {
  return oneLine(tag?.description ?? '', 2 * MAX_CAPTION_BYTES) || null
}

const FACT_TAGS: Names = [
  ['exif', 'Orientation'],
  ['exif', 'Make'],
  ['exif', 'Model'],
  ['exif', 'ImageDescription'],
  ['xmp', 'Make'],
  ['xmp', 'Model'],
  ['xmp', 'description'],
  ['xmp', 'GPSLatitude'],
  ['xmp', 'GPSLongitude'],
  ['iptc', 'Caption/Abstract'],
  ['gps', 'Latitude'],
  ['gps', 'Longitude'],
]

/** The tags that are used here. The thread returns no others. */
const WANTED: Names = [
  ...WIDTHS,
  ...HEIGHTS,
  ...FACT_TAGS,
  ...TIMES.flatMap(([group, tag, zone]) => [tag, zone].map((name) => [group, name] as const)),
]
