// Examines content of unknown type. The owner is asked if it begins like a raw picture, a film or
// an archive, or contains picture metadata.
// All other content counts as data and is given unchanged.
import { SNIFFED_BYTES } from '../file-type.ts'
import { ByteMarks, exactly } from './byte-marks.ts'
import { partOf } from './bytes.ts'
import type { LookedAt } from './look-into.ts'
import { PlaceRemains } from './place-remains.ts'
import { isAskedByName, isOtherText } from './place-rules.ts'
import { saysPlaceStill } from './second-look.ts'

/** First bytes of raw pictures, pictures, films and archives. */
const STARTS = [
  ...[
    'FUJIFILMCCD-RAW',
    'IIRO',
    'IIRS',
    'MMOR',
    'IIU\0',
    'II\x1a\0',
    'II\x2b\0',
    'MM\0\x2b',
    '\0MRM',
    'FOVb',
    '8BPS',
    'IIII',
  ],
  ...[
    '\0\0\0\x0cJXL ',
    '\0\0\0\x0cjP  ',
    '\xff\x0a',
    '\xff\x4f\xff\x51',
    'II\xbc',
    'AT&TFORM',
    'gimp xcf',
    '%!PS-Adobe',
  ],
  ...[
    '\0\0\x01\xba',
    '\0\0\x01\xb3',
    '\x30\x26\xb2\x75\x8e\x66\xcf\x11',
    'FLV\x01',
    '\x06\x0e\x2b\x34',
    '.RMF',
  ],
  ...['Rar!', 'BZh', '\xfd7zXZ\0', '\x28\xb5\x2f\xfd', 'MSCF', 'SQLite format 3\0'],
]
/** Words at a fixed position near the beginning. */
const STARTS_LATER: readonly (readonly [at: number, word: string])[] = [
  [4, 'moov'],
  [4, 'mdat'],
  [4, 'wide'],
  [8, '.FIT'],
  [257, 'ustar'],
]
const PACKET_BYTES = 188

/** Words anywhere in the content by which programs find picture metadata. */
const SIGNS = new ByteMarks(
  [
    ...[
      'Exif\0\0',
      'II*\0\x08\0\0\0',
      'MM\0*\0\0\0\x08',
      '<x:xmpmeta',
      '<rdf:RDF',
      '8BIM\x04\x04',
      'ns.adobe.com/xap/',
    ],
    ...['com.apple.quicktime', '\xa9xyz', 'ftypisom', 'ftypmp42', 'ftypheic', 'ftypqt  '],
  ].map(exactly),
)
const WINDOW_BYTES = 1024 * 1024
/** Metadata is near the beginning or the end of a file. */
const HEAD_BYTES = 64 * 1024 * 1024
const TAIL_BYTES = 8 * 1024 * 1024

/** @throws PlaceRemains */
export async function lookIntoUnknown(file: LookedAt): Promise<void> {
  const { read, name } = file
  const start = await read(0, SNIFFED_BYTES)
  if (isOtherText(name, start)) return
  if (isAskedByName(name) || beginsAsMedia(start)) throw unknown()
  await searchSigns(file)
}

/** Searches the beginning and the end for metadata of pictures. @throws PlaceRemains */
export async function searchSigns(file: LookedAt): Promise<void> {
  const { size } = file
  await searchPart(file, 0, Math.min(size, HEAD_BYTES))
  await searchPart(file, Math.max(HEAD_BYTES, size - TAIL_BYTES), size)
}

const unknown = (): PlaceRemains => new PlaceRemains('kind', 'Files of this kind are not understood.')

function beginsAsMedia(start: Buffer): boolean {
  const text = start.toString('latin1')
  if (STARTS.some((word) => text.startsWith(word))) return true
  if (STARTS_LATER.some(([at, word]) => text.startsWith(word, at))) return true
  return [0, 4].some((at) => [0, 1, 2].every((i) => start[at + i * (PACKET_BYTES + at)] === 0x47))
}

async function searchPart({ read }: LookedAt, start: number, end: number): Promise<void> {
  for (let at = start; at < end; at += WINDOW_BYTES) {
    const window = await read(at, Math.min(WINDOW_BYTES + 64, end - at))
    if (SIGNS.find(window).next().done !== true) throw unknown()
  }
  if (end > start && (await saysPlaceStill(partOf(read, start, end), end - start, [])))
    throw new PlaceRemains('seen', 'It contains a location.')
}
