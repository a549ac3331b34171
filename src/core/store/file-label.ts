// What is known of a file before a byte of it is fetched: it stands at the link, sealed with the letter or the album page that links it.
// compose writes it; whoever opened the letter reads it. Persisted and sent.
import {
  bytesUpTo,
  extendedPart,
  int,
  mapped,
  MalformedRecord,
  oneOf,
  optional,
  part,
  textUpTo,
  uint,
  type Encoding,
  type Extended,
} from '../base/index.ts'

/** A file as whoever links it names it. */
export interface FileLabel extends Extended {
  name: string
  /** Its true bytes. */
  size: number
  /** Media type by content. */
  type: string
  /** What a picture says of itself; absent where nothing is known. */
  facts?: FileFacts
}

export interface FileFacts {
  /** Of the picture as it is shown. */
  width: number | null
  height: number | null
  /** ms since the epoch, also before it. */
  takenAt: number | null
  place: FilePlace | null
  camera: string | null
  caption: string | null
  preview: FilePreview | null
}

/** Degrees. */
export interface FilePlace {
  latitude: number
  longitude: number
}

export interface FilePreview {
  type: (typeof PREVIEW_TYPES)[number]
  bytes: Uint8Array
}

export const NO_FACTS: FileFacts = {
  width: null,
  height: null,
  takenAt: null,
  place: null,
  camera: null,
  caption: null,
  preview: null,
}

export const PREVIEW_TYPES = ['image/webp', 'image/jpeg', 'image/png'] as const
export const MAX_PREVIEW_BYTES = 24 * 1024
/** Of a file's name, everywhere. */
const MAX_FILE_NAME_BYTES = 255
const MAX_FILE_TYPE_BYTES = 127
export const MAX_CAMERA_BYTES = 128
export const MAX_CAPTION_BYTES = 2048

const MAX_TIME = 8.64e15
const takenAtEncoding = mapped(
  int,
  (value: number) => value,
  (stored) => checked(stored, Math.abs(stored) <= MAX_TIME, 'a time out of range'),
)

/** Millionths of a degree: a tenth of a metre. */
const DEGREE = 1e6
const degrees = (max: number): Encoding<number> =>
  mapped(
    int,
    (value: number) => Math.round(value * DEGREE),
    (stored) => checked(stored / DEGREE, Math.abs(stored) <= max * DEGREE, 'no place on earth'),
  )

export const placeEncoding = part('place', { latitude: degrees(90), longitude: degrees(180) })
export const previewEncoding = part('preview', {
  type: oneOf(PREVIEW_TYPES),
  bytes: bytesUpTo(MAX_PREVIEW_BYTES),
})
/** In a label, and as they are kept beside a file of one's own. */
export const fileFactsEncoding = part('facts', {
  width: optional(uint),
  height: optional(uint),
  takenAt: optional(takenAtEncoding),
  place: optional(placeEncoding),
  camera: optional(textUpTo(MAX_CAMERA_BYTES)),
  caption: optional(textUpTo(MAX_CAPTION_BYTES)),
  preview: optional(previewEncoding),
})

const storedLabel = extendedPart('label', {
  name: textUpTo(MAX_FILE_NAME_BYTES),
  size: uint,
  type: textUpTo(MAX_FILE_TYPE_BYTES),
  facts: optional(fileFactsEncoding),
})
export const labelEncoding: Encoding<FileLabel> = mapped(
  storedLabel,
  (label: FileLabel) => ({ ...label, facts: label.facts ?? null }),
  ({ facts, ...label }): FileLabel => (facts === null ? label : { ...label, facts }),
)

function checked<T>(value: T, isRight: boolean, complaint: string): T {
  if (!isRight) throw new MalformedRecord(complaint)
  return value
}
