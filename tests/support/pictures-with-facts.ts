// JPEG pictures made byte by byte, without image data: a frame of the given size, and EXIF with
// time and location.

export interface PictureFacts {
  width?: number
  height?: number
  /** `2031:04:01 09:00:00`. */
  takenAt?: string
  place?: { latitude: number; longitude: number }
  /** Makes pictures with equal facts differ. */
  fill?: number
}

const ASCII = 2
const LONG = 4
const RATIONAL = 5
const HEADER_BYTES = 8
const ENTRY_BYTES = 12

interface Entry {
  tag: number
  type: number
  count: number
  value: Buffer
}

export function makeJpeg({ width = 640, height = 480, takenAt, place, fill = 1 }: PictureFacts = {}): Buffer {
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), makeTiff(takenAt, place)])
  return Buffer.concat([
    Buffer.of(0xff, 0xd8),
    segment(0xe1, exif),
    segment(0xc0, Buffer.of(8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0)),
    segment(0xda, Buffer.of(1, 1, 0, 0, 63, 0)),
    Buffer.alloc(500, fill),
    Buffer.of(0xff, 0xd9),
  ])
}

function segment(marker: number, body: Buffer): Buffer {
  const head = Buffer.of(0xff, marker, 0, 0)
  head.writeUInt16BE(body.byteLength + 2, 2)
  return Buffer.concat([head, body])
}

/** Makes a little-endian TIFF directory with pointers to an EXIF and a GPS directory. */
function makeTiff(takenAt: string | undefined, place: PictureFacts['place']): Buffer {
  const exif: Entry[] = takenAt === undefined ? [] : [ascii(0x9003, takenAt)]
  const gps: Entry[] =
    place === undefined
      ? []
      : [
          ascii(1, place.latitude < 0 ? 'S' : 'N'),
          degrees(2, place.latitude),
          ascii(3, place.longitude < 0 ? 'W' : 'E'),
          degrees(4, place.longitude),
        ]
  const root = [ascii(0x010f, 'Maker'), ascii(0x0110, 'Model 1')]
  const pointers = (exif.length > 0 ? 1 : 0) + (gps.length > 0 ? 1 : 0)
  const exifAt = HEADER_BYTES + directoryBytes(root) + pointers * ENTRY_BYTES
  const gpsAt = exifAt + (exif.length > 0 ? directoryBytes(exif) : 0)
  if (exif.length > 0) root.push(long(0x8769, exifAt))
  if (gps.length > 0) root.push(long(0x8825, gpsAt))
  const header = Buffer.alloc(HEADER_BYTES)
  header.write('II*\0', 'latin1')
  header.writeUInt32LE(HEADER_BYTES, 4)
  return Buffer.concat([
    header,
    directory(root, HEADER_BYTES),
    ...(exif.length > 0 ? [directory(exif, exifAt)] : []),
    ...(gps.length > 0 ? [directory(gps, gpsAt)] : []),
  ])
}

function directoryBytes(entries: Entry[]): number {
  const outside = entries.map(({ value }) => (value.byteLength > 4 ? value.byteLength : 0))
  return 2 + entries.length * ENTRY_BYTES + 4 + outside.reduce((sum, bytes) => sum + bytes, 0)
}

function directory(entries: Entry[], at: number): Buffer {
  const head = Buffer.alloc(2 + entries.length * ENTRY_BYTES + 4)
  head.writeUInt16LE(entries.length)
  const values: Buffer[] = []
  let next = at + head.byteLength
  for (const [i, { tag, type, count, value }] of entries.entries()) {
    const entry = 2 + i * ENTRY_BYTES
    head.writeUInt16LE(tag, entry)
    head.writeUInt16LE(type, entry + 2)
    head.writeUInt32LE(count, entry + 4)
    if (value.byteLength <= 4) value.copy(head, entry + 8)
    else {
      head.writeUInt32LE(next, entry + 8)
      values.push(value)
      next += value.byteLength
    }
  }
  return Buffer.concat([head, ...values])
}

function ascii(tag: number, text: string): Entry {
  const value = Buffer.from(`${text}\0`, 'latin1')
  return { tag, type: ASCII, count: value.byteLength, value }
}

function long(tag: number, number: number): Entry {
  const value = Buffer.alloc(4)
  value.writeUInt32LE(number)
  return { tag, type: LONG, count: 1, value }
}

function degrees(tag: number, signed: number): Entry {
  const value = Buffer.alloc(24)
  const whole = Math.abs(signed)
  const parts = [Math.floor(whole), 1, Math.round((whole % 1) * 60 * 100_000), 100_000, 0, 1]
  for (const [i, part] of parts.entries()) value.writeUInt32LE(part, i * 4)
  return { tag, type: RATIONAL, count: 3, value }
}
