// Films made byte by byte, without pictures. Their metadata has each of the forms that cameras and
// programs write.

export interface FilmFacts {
  /** ms since the epoch. */
  takenAt?: number
  /** ISO 6709: `+41.9000-012.5000+021.000/`. */
  place?: string
}

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1')

function number(value: number | bigint, bytes: number): Buffer {
  const buffer = Buffer.alloc(8)
  buffer.writeBigInt64BE(BigInt(value))
  return buffer.subarray(8 - bytes)
}

export function box(type: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content)
  return Buffer.concat([number(body.byteLength + 8, 4), bytesOf(type), body])
}

const FROM_1904 = 2_082_844_800

/** Seconds since 1904; `isLong` writes them in eight bytes. */
function movieHeader(takenAt: number | undefined, isLong: boolean): Buffer {
  const seconds = takenAt === undefined ? 0 : takenAt / 1000 + FROM_1904
  const width = isLong ? 8 : 4
  const times = [number(seconds, width), number(seconds, width)]
  return box('mvhd', number(isLong ? 1 << 24 : 0, 4), ...times, Buffer.alloc(80))
}

/** Makes an MP4 as Android phones write it: frames first, metadata after them. */
export function makeMp4(
  { takenAt, place }: FilmFacts,
  { isLong = false, way = 'xyz' }: { isLong?: boolean; way?: 'xyz' | 'loci' | 'itunes' } = {},
): Buffer {
  return Buffer.concat([
    box('ftyp', bytesOf('mp42\0\0\0\0')),
    box('free', Buffer.alloc(100)),
    box('mdat', Buffer.alloc(70_000, 5)),
    box('moov', movieHeader(takenAt, isLong), place === undefined ? Buffer.alloc(0) : userData(place, way)),
  ])
}

function userData(place: string, way: 'xyz' | 'loci' | 'itunes'): Buffer {
  const text = bytesOf(place)
  if (way === 'xyz') return box('udta', box('\xa9xyz', number(text.byteLength, 2), number(0x15c7, 2), text))
  if (way === 'itunes') {
    const value = box('data', number(1, 4), number(0, 4), text)
    return box('udta', box('meta', number(0, 4), box('ilst', box('\xa9xyz', value))))
  }
  const [latitude, longitude] = [place.slice(0, 8), place.slice(8, 17)].map((part) =>
    number(Math.round(Number(part) * 65536), 4),
  ) as [Buffer, Buffer]
  return box(
    'udta',
    box('loci', number(0, 4), number(0x15c7, 2), bytesOf('Roma\0\0'), longitude, latitude, number(0, 4)),
  )
}

/**
 * Makes a QuickTime film as Apple phones write it: the metadata names and values in separate boxes.
 */
export function makeQuickTime(metadata: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(metadata)
  const names = entries.map(([name]) => box('mdta', bytesOf(`com.apple.quicktime.${name}`)))
  const values = entries.map(([, text], i) =>
    box(number(i + 1, 4).toString('latin1'), box('data', number(1, 4), number(0, 4), Buffer.from(text))),
  )
  const keys = box('keys', number(0, 4), number(names.length, 4), ...names)
  const meta = box('meta', box('hdlr', Buffer.alloc(24)), keys, box('ilst', ...values))
  return Buffer.concat([
    box('ftyp', bytesOf('qt  \0\0\0\0')),
    box('mdat', Buffer.alloc(1000, 5)),
    box('moov', movieHeader(undefined, false), meta),
  ])
}

/** Makes an EBML element with its length in four bytes. */
export function element(id: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content)
  const idBytes = [0xffffff, 0xffff, 0xff].filter((most) => id > most).length + 1
  return Buffer.concat([number(id, idBytes), number(0x10000000 + body.byteLength, 4), body])
}

const FROM_2001 = Date.UTC(2001, 0, 1)
const CHECKSUM = 0xbf

/**
 * `tags`: names and texts. They follow the pictures, begin with a checksum, and the index has their
 * position. `before`: so many empty bytes precede the document type.
 */
export function makeWebm(
  { takenAt, tags = {} }: { takenAt?: number; tags?: Readonly<Record<string, string>> },
  { docType = 'webm', before = 0 }: { docType?: string; before?: number } = {},
): Buffer {
  const header = element(0x1a45dfa3, element(0xec, Buffer.alloc(before)), element(0x4282, bytesOf(docType)))
  const date =
    takenAt === undefined ? [] : [element(0x4461, number(BigInt(takenAt - FROM_2001) * 1_000_000n, 8))]
  const info = element(0x1549a966, ...date)
  const pictures = element(0x1f43b675, Buffer.alloc(70_000, 5))
  const tagElements = Object.entries(tags).map(([name, text]) =>
    element(0x67c8, element(0x45a3, bytesOf(name)), element(0x4487, bytesOf(text))),
  )
  const checksum = Buffer.concat([Buffer.of(CHECKSUM, 0x84), Buffer.alloc(4, 9)])
  const index = (at: number): Buffer =>
    element(
      0x114d9b74,
      element(0x4dbb, element(0x53ab, number(0x1254c367, 4)), element(0x53ac, number(at, 4))),
    )
  const tagsAt = index(0).byteLength + info.byteLength + pictures.byteLength
  const all = element(0x1254c367, checksum, element(0x7373, ...tagElements))
  return Buffer.concat([header, element(0x18538067, index(tagsAt), info, pictures, all)])
}
