// The label of a file: what is known before any of its bytes is fetched. It is stored in the link,
// sealed with the letter or album page.
// compose writes it; every reader who opened the letter can read it. Persisted and sent.
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
  type EncodedBy,
} from '../base/index.ts'

/** The name and type that the linking author gives the file. */
export interface FileLabel extends Extended {
  name: string
  /** The size without padding, in bytes. */
  size: number
  /** The media type, found by content. */
  type: string
  /** The facts of a picture or film; absent if none are known. */
  facts?: FileFacts
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

/** Limits of a shape: a panorama, and a long screenshot. */
const [MIN_SHAPE, MAX_SHAPE] = [10, 1000]

/** Returns the width per height in percent, within limits; 0 if unknown. */
export function shapeOf({ width, height }: Pick<FileFacts, 'width' | 'height'>): number {
  if (width === null || height === null || height === 0) return 0
  return Math.min(MAX_SHAPE, Math.max(MIN_SHAPE, Math.round((width / height) * 100)))
}

export const PREVIEW_TYPES = ['image/webp', 'image/jpeg', 'image/png'] as const
export const MAX_PREVIEW_BYTES = 24 * 1024
/** The longest file name, everywhere. */
const MAX_FILE_NAME_BYTES = 255
export const MAX_FILE_TYPE_BYTES = 127
export const MAX_CAMERA_BYTES = 128
export const MAX_CAPTION_BYTES = 2048

const MAX_TIME = 8.64e15
const takenAtEncoding = mapped(
  int,
  (value: number) => value,
  (stored) => checked(stored, Math.abs(stored) <= MAX_TIME, 'a time out of range'),
)

/** Stored as millionths of a degree, about a tenth of a metre. */
const DEGREE = 1e6
const degrees = (max: number): Encoding<number> =>
  mapped(
    int,
    (value: number) => Math.round(value * DEGREE),
    (stored) => checked(stored / DEGREE, Math.abs(stored) <= max * DEGREE, 'no place on earth'),
  )

export const placeEncoding = part('place', { latitude: degrees(90), longitude: degrees(180) })

/** In degrees. */
export type FilePlace = EncodedBy<typeof placeEncoding>
export const previewEncoding = part('preview', {
  type: oneOf(PREVIEW_TYPES),
  bytes: bytesUpTo(MAX_PREVIEW_BYTES),
})
export type FilePreview = EncodedBy<typeof previewEncoding>
/** Used in a label, and stored with an own file. */
export const fileFactsEncoding = part('facts', {
  /** The size of the picture as it is shown, in pixels. */
  width: optional(uint),
  height: optional(uint),
  /** ms since the epoch; negative before it. */
  takenAt: optional(takenAtEncoding),
  place: optional(placeEncoding),
  camera: optional(textUpTo(MAX_CAMERA_BYTES)),
  caption: optional(textUpTo(MAX_CAPTION_BYTES)),
  preview: optional(previewEncoding),
})
export type FileFacts = EncodedBy<typeof fileFactsEncoding>

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
