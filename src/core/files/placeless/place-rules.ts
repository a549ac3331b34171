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

const UNKNOWN = 'application/octet-stream'
const OFFICE = /^application\/(?:vnd\.openxmlformats-officedocument\.|vnd\.oasis\.opendocument\.|epub\+zip$)/

const RULES: readonly (readonly [types: RegExp, rule: PlaceRule])[] = [
  // Programs and scripts are written, not recorded at a location.
  [/^(?:application\/(?:vnd\.microsoft\.portable-executable|x-executable)|text\/x-script)$/, 'none'],
  [OFFICE, 'look'],
  [/^(?:application\/(?:zip|pdf|json|octet-stream)|image\/(?:gif|svg\+xml))$|^(?:text|audio)\//, 'look'],
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

/** First bytes of raw pictures, pictures, films and archives. */
const STARTS = (
  'FUJIFILMCCD-RAW|IIRO|IIRS|MMOR|IIU\0|II\x1a\0|II\x2b\0|MM\0\x2b|\0MRM|FOVb|8BPS|IIII|' +
  '\0\0\0\x0cJXL |\0\0\0\x0cjP  |\xff\x0a|\xff\x4f\xff\x51|II\xbc|AT&TFORM|gimp xcf|' +
  '%!PS-Adobe|\0\0\x01\xba|\0\0\x01\xb3|\x30\x26\xb2\x75\x8e\x66\xcf\x11|FLV\x01|' +
  '\x06\x0e\x2b\x34|.RMF|Rar!|BZh|\xfd7zXZ\0|\x28\xb5\x2f\xfd|MSCF|SQLite format 3\0'
).split('|')
/** Words at a fixed position near the beginning. */
const STARTS_LATER: readonly (readonly [at: number, word: string])[] = [
  [4, 'moov'],
  [4, 'mdat'],
  [4, 'wide'],
  [8, '.FIT'],
  [257, 'ustar'],
]
const PACKET_BYTES = 188

/**
 * `read`: a text for people. `data`: a text whose names and values are searched. `known`: a GIF or a
 * sound. `unknown`: a picture within it needs the question, because nothing here knows what its
 * maker wrote beside it.
 */
export type BytesUse = 'read' | 'data' | 'known' | 'unknown'

export function bytesUseOf(type: string, name: string, start: Buffer): BytesUse {
  if (/^audio\/|^image\/gif$/.test(type)) return 'known'
  const isText = /^text\/|^application\/json|^image\/svg/.test(type)
  const ending = endingOf(name)
  if (READ_ENDINGS.has(ending) && (isText || isOtherText(start))) return 'read'
  if (!isText) return 'unknown'
  const isData =
    SUBTITLE_ENDINGS.has(ending) || /^(?:\xef\xbb\xbf)?\s*(?:[<{[]|\$G[A-Z])/.test(start.toString('latin1'))
  return isData ? 'data' : 'read'
}

/** True for a text that is not UTF-8: it has no zero bytes except in UTF-16. */
function isOtherText(start: Buffer): boolean {
  return /^(?:\xff\xfe|\xfe\xff)/.test(start.toString('latin1')) || !start.includes(0)
}

/** True if the owner is asked about a file by its name, or by its first bytes. */
export function isAskedByStart(type: string, name: string, start: Buffer): boolean {
  if (type !== UNKNOWN) return !/^audio\//.test(type) && CARRYING_ENDINGS.has(endingOf(name))
  if (bytesUseOf(type, name, start) === 'read') return false
  const text = start.toString('latin1')
  return (
    ASKED_ENDINGS.has(endingOf(name)) ||
    STARTS.some((word) => text.startsWith(word)) ||
    STARTS_LATER.some(([at, word]) => text.startsWith(word, at)) ||
    [0, 4].some((at) => [0, 1, 2].every((i) => start[at + i * (PACKET_BYTES + at)] === 0x47))
  )
}
