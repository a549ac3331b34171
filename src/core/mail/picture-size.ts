// The size of a picture in pixels, as its first bytes state it. Nothing is decoded, and a broken
// picture has no size.
// Path: a file inside a mail → its size → whether lists of files have it, and the shape of its
// tile.

export interface PictureSize {
  width: number
  height: number
}

const MAX_SIDE = 1_000_000

/** Returns the size as it is shown, of a PNG, GIF, JPEG, WebP or BMP. Null for any other bytes. */
export function sizeOfPicture(content: Uint8Array): PictureSize | null {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  const start = bytes.toString('latin1', 0, 16)
  try {
    const [, read] = FORMS.find(([form]) => form.test(start)) ?? []
    const { width = 0, height = 0 } = read?.(bytes) ?? {}
    return isSide(width) && isSide(height) ? { width, height } : null
  } catch (error) {
    // The bytes end before the size does.
    if (error instanceof RangeError) return null
    throw error
  }
}

const isSide = (pixels: number): boolean => pixels > 0 && pixels <= MAX_SIDE

const FORMS: readonly (readonly [form: RegExp, read: (bytes: Buffer) => PictureSize | null])[] = [
  [/^\x89PNG\r\n\x1a\n/, (bytes) => ({ width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) })],
  [/^GIF8[79]a/, (bytes) => ({ width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) })],
  [/^BM/, (bytes) => ({ width: bytes.readInt32LE(18), height: Math.abs(bytes.readInt32LE(22)) })],
  [/^RIFF.{4}WEBP/s, sizeOfWebp],
  [/^\xff\xd8\xff/, sizeOfJpeg],
]

function sizeOfWebp(bytes: Buffer): PictureSize | null {
  const form = bytes.toString('latin1', 12, 16)
  if (form === 'VP8X') return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 }
  if (form === 'VP8 ')
    return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff }
  if (form !== 'VP8L') return null
  const packed = bytes.readUInt32LE(21)
  return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 }
}

/** A camera writes some ten. */
const MAX_SEGMENTS = 200
const [APP1, START_OF_SCAN] = [0xe1, 0xda]

function sizeOfJpeg(bytes: Buffer): PictureSize | null {
  let isTurned = false
  for (let at = 2, count = 0; count < MAX_SEGMENTS; count++) {
    // A marker may have fill bytes before it.
    while (bytes.readUInt8(at) === 0xff && bytes.readUInt8(at + 1) === 0xff) at++
    const marker = bytes.readUInt8(at + 1)
    if (bytes.readUInt8(at) !== 0xff || marker === START_OF_SCAN) return null
    const size = bytes.readUInt16BE(at + 2)
    if (marker === APP1) isTurned ||= isTurnedBy(bytes.subarray(at + 4, at + 2 + size))
    if (isFrame(marker)) {
      const [height, width] = [bytes.readUInt16BE(at + 5), bytes.readUInt16BE(at + 7)]
      return isTurned ? { width: height, height: width } : { width, height }
    }
    at += 2 + size
  }
  return null
}

/** Markers of a frame, without those of tables between them. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

const ORIENTATION = 0x0112
const MAX_TAGS = 100

/** True if the camera was held upright, by the first directory of EXIF. */
function isTurnedBy(segment: Buffer): boolean {
  if (segment.toString('latin1', 0, 6) !== 'Exif\0\0' || segment.length < 14) return false
  const tiff = segment.subarray(6)
  const isLittle = tiff.toString('latin1', 0, 2) === 'II'
  const [uint16, uint32] = isLittle
    ? [(at: number) => tiff.readUInt16LE(at), (at: number) => tiff.readUInt32LE(at)]
    : [(at: number) => tiff.readUInt16BE(at), (at: number) => tiff.readUInt32BE(at)]
  const first = uint32(4)
  if (first + 2 > tiff.length) return false
  const count = Math.min(uint16(first), MAX_TAGS, Math.floor((tiff.length - first - 2) / 12))
  for (let at = first + 2; at < first + 2 + count * 12; at += 12)
    if (uint16(at) === ORIENTATION) return uint16(at + 8) >= 5 && uint16(at + 8) <= 8
  return false
}
