// Decides by file type whether a file is given unchanged, cleaned, searched, or asked about.
// The owner is asked about every type that is not in the list, because a format that is not
// understood may contain a location.
import { endingOf } from '../file-name.ts'
import { isCleanable } from './find-places.ts'

/**
 * `none`: it has no location that its reader does not expect. `clean`: its locations are removed.
 * `look`: it is searched; the owner is asked if it contains a location or cannot be searched.
 * `ask`: the format is not understood.
 */
export type PlaceRule = 'none' | 'clean' | 'look' | 'ask'

/**
 * Endings of types that the first bytes do not reveal: raw pictures, films, documents, archives,
 * and location data.
 */
const ASKED_ENDINGS: ReadonlySet<string> = new Set(
  (
    'raf orf rw2 rwl dng nef nrw arw srf sr2 cr2 cr3 crw pef ptx raw 3fr fff iiq mos mef mrw x3f erf dcr kdc dcs srw gpr jxl jp2 j2k jpf jpx jxr ' +
    'hdp wdp bpg heic heif avif jpg jpeg jpe tif tiff png webp thm tga psd psb xcf kra ai eps indd svgz djvu pict avi mts m2ts ts mpg mpeg vob wmv ' +
    'asf flv 3gp 3g2 mxf insv insp 360 lrv dv rm rmvb mov m4v mkv webm 7z rar tar gz tgz bz2 tbz2 xz txz zst lz4 zip cab iso dmg img doc xls ppt ' +
    'pages numbers key pub vsd one docx xlsx pptx odt ods odp epub pst ost msg eml mbox fit gpx kml kmz shp tcx igc plt nmea xmp'
  ).split(' '),
)

/**
 * True for content of unknown type whose ending names a picture, a film, a document or an archive.
 */
export function isAskedByName(name: string): boolean {
  return ASKED_ENDINGS.has(endingOf(name))
}

const OFFICE = /^application\/(?:vnd\.openxmlformats-officedocument\.|vnd\.oasis\.opendocument\.|epub\+zip$)/

const RULES: readonly (readonly [types: RegExp, rule: PlaceRule])[] = [
  // Phones write sound as films without pictures, which are cleaned. Other sound files have covers
  // and recorder notes.
  [/^audio\//, 'look'],
  // Programs and scripts are written, not recorded at a location.
  [/^(?:application\/(?:vnd\.microsoft\.portable-executable|x-executable)|text\/x-script)$/, 'none'],
  // Their content is searched: pictures in a document, metadata in a PDF, coordinates in data.
  [OFFICE, 'look'],
  [/^application\/(?:zip|pdf|json)$/, 'look'],
  [/^text\//, 'look'],
  // For unknown bytes, the name and the signs of embedded pictures decide whether the owner is
  // asked.
  [/^application\/octet-stream$/, 'look'],
]

export function placeRuleOf(type: string): PlaceRule {
  const bare = type.split(';', 1)[0]!.trim()
  if (isCleanable(bare)) return 'clean'
  return RULES.find(([types]) => types.test(bare))?.[1] ?? 'ask'
}

/**
 * True for an office document. Its parts that are not pictures (fonts, settings, drawings) need no
 * search.
 */
export function isOfficeType(type: string): boolean {
  return OFFICE.test(type)
}

/** Texts for people. The author wrote everything in them. */
const READ_ENDINGS: ReadonlySet<string> = new Set(
  'txt text md markdown csv tsv log ics vcf tex rst adoc ini conf yml yaml toml'.split(' '),
)
/** Subtitles: speech, or the position of a drone at each moment. */
const SUBTITLE_ENDINGS: ReadonlySet<string> = new Set('srt vtt ass ssa sub'.split(' '))
/** Texts that contain other files, or that are tracks or locations. */
const CARRYING_ENDINGS: ReadonlySet<string> = new Set(
  'eml mbox mht mhtml gpx kml tcx igc nmea xmp geojson topojson wkt'.split(' '),
)

/**
 * `read`: a text for people. `carries`: the owner is asked. `data`: its names and values are
 * searched.
 */
export type TextUse = 'read' | 'carries' | 'data'

export function textUseOf(name: string, start: string): TextUse {
  const ending = endingOf(name)
  if (CARRYING_ENDINGS.has(ending)) return 'carries'
  if (READ_ENDINGS.has(ending)) return 'read'
  if (SUBTITLE_ENDINGS.has(ending)) return 'data'
  return /^[\s\ufeff]*(?:[<{[]|\$G[A-Z])/u.test(start) ? 'data' : 'read'
}

/**
 * True for a text that is not UTF-8. Its ending names a text, and it has no zero bytes except in
 * UTF-16.
 */
export function isOtherText(name: string, start: Uint8Array): boolean {
  if (!READ_ENDINGS.has(endingOf(name))) return false
  const hasMark = (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff)
  return hasMark || !start.includes(0)
}
