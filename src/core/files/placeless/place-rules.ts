// What may be given to others as it is, what is cleaned, and what is asked about: one list, by what is in a file.
// A kind that is not in it is asked about: what we do not understand may say a place.
import { endingOf } from '../file-name.ts'
import { isCleanable } from './find-places.ts'

/**
 * `none`: it says no place that its reader would not expect. `clean`: its places are removed. `look`: it is looked into, and asked about if it
 * says a place or cannot be looked into. `ask`: it is not understood.
 */
export type PlaceRule = 'none' | 'clean' | 'look' | 'ask'

/** What no first bytes tell: raw pictures, films, documents and archives by their endings, and places as such. */
const ASKED_ENDINGS: ReadonlySet<string> = new Set(
  (
    'raf orf rw2 rwl dng nef nrw arw srf sr2 cr2 cr3 crw pef ptx raw 3fr fff iiq mos mef mrw x3f erf dcr kdc dcs srw gpr jxl jp2 j2k jpf jpx jxr ' +
    'hdp wdp bpg heic heif avif jpg jpeg jpe tif tiff png webp thm tga psd psb xcf kra ai eps indd svgz djvu pict avi mts m2ts ts mpg mpeg vob wmv ' +
    'asf flv 3gp 3g2 mxf insv insp 360 lrv dv rm rmvb mov m4v mkv webm 7z rar tar gz tgz bz2 tbz2 xz txz zst lz4 zip cab iso dmg img doc xls ppt ' +
    'pages numbers key pub vsd one docx xlsx pptx odt ods odp epub pst ost msg eml mbox fit gpx kml kmz shp tcx igc plt nmea xmp'
  ).split(' '),
)

/** True for content of no known kind whose name says that it is a picture, a film, a document or an archive. */
export function isAskedByName(name: string): boolean {
  return ASKED_ENDINGS.has(endingOf(name))
}

const OFFICE = /^application\/(?:vnd\.openxmlformats-officedocument\.|vnd\.oasis\.opendocument\.|epub\+zip$)/

const RULES: readonly (readonly [types: RegExp, rule: PlaceRule])[] = [
  // Sounds: phones write films without pictures, which are cleaned as such; others have covers, and notes of recorders.
  [/^audio\//, 'look'],
  // Programs and scripts are made, not taken.
  [/^(?:application\/(?:vnd\.microsoft\.portable-executable|x-executable)|text\/x-script)$/, 'none'],
  // What is within them is read: pictures in a document, metadata in a PDF, coordinates in data.
  [OFFICE, 'look'],
  [/^application\/(?:zip|pdf|json)$/, 'look'],
  [/^text\//, 'look'],
  // Bytes that nobody knows: asked about for their name, or for signs of a picture in them.
  [/^application\/octet-stream$/, 'look'],
]

export function placeRuleOf(type: string): PlaceRule {
  const bare = type.split(';', 1)[0]!.trim()
  if (isCleanable(bare)) return 'clean'
  return RULES.find(([types]) => types.test(bare))?.[1] ?? 'ask'
}

/** True for a document whose parts that are no pictures are its own: fonts, settings, drawings. */
export function isOfficeType(type: string): boolean {
  return OFFICE.test(type)
}

/** Texts that people read: whatever is in them, its author wrote it there. */
const READ_ENDINGS: ReadonlySet<string> = new Set(
  'txt text md markdown csv tsv log ics vcf tex rst adoc ini conf yml yaml toml'.split(' '),
)
/** Texts beside a film: what was said in it, or where a drone was at each moment. */
const SUBTITLE_ENDINGS: ReadonlySet<string> = new Set('srt vtt ass ssa sub'.split(' '))
/** Texts in which other files are written, or which are a way or a place as such. */
const CARRYING_ENDINGS: ReadonlySet<string> = new Set(
  'eml mbox mht mhtml gpx kml tcx igc nmea xmp geojson topojson wkt'.split(' '),
)

/** `read`: a text for people. `carries`: asked about. `data`: its names and values are looked at. */
export type TextUse = 'read' | 'carries' | 'data'

export function textUseOf(name: string, start: string): TextUse {
  const ending = endingOf(name)
  if (CARRYING_ENDINGS.has(ending)) return 'carries'
  if (READ_ENDINGS.has(ending)) return 'read'
  if (SUBTITLE_ENDINGS.has(ending)) return 'data'
  return /^[\s\ufeff]*(?:[<{[]|\$G[A-Z])/u.test(start) ? 'data' : 'read'
}

/** A text that is not UTF-8, by its name and because it has no zeros but those of UTF-16. */
export function isOtherText(name: string, start: Uint8Array): boolean {
  if (!READ_ENDINGS.has(endingOf(name))) return false
  const hasMark = (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff)
  return hasMark || !start.includes(0)
}
