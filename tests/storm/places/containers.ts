// Files that contain a location, made from a seed: every container for pictures and films, in each
// encoding, nested. Each encodes its coordinate differently, and lists the traces that must not
// remain.
import { crc32, deflateSync } from 'node:zlib'
import { box } from '../../support/films.ts'
import { makeJpeg } from '../../support/pictures-with-facts.ts'
import type { Random } from '../random.ts'

export interface PlacedFile {
  how: string
  name: string
  bytes: Buffer
}

/** Digits that occur nowhere else in a file. */
export interface Coordinate {
  latitude: string
  longitude: string
}

const latin = (text: string): Buffer => Buffer.from(text, 'latin1')
const u16 = (value: number): Buffer => Buffer.of(value >> 8, value & 255)
const u32 = (value: number): Buffer => Buffer.concat([u16(value >>> 16), u16(value & 0xffff)])

export function pickCoordinate(random: Random): Coordinate {
  const digits = (): string => String(random.between(100_000, 999_999))
  return {
    latitude: `${random.between(11, 89)}.${digits()}`,
    longitude: `${random.between(101, 179)}.${digits()}`,
  }
}

const NAMES = [
  'GpsLatitude',
  'GPSLATITUDE',
  'gpslongitude',
  'MyGPSPoint',
  'shotLocation',
  'Longtitude',
  'GeoTag',
  'lat',
  'Coordinates',
]
const PREFIXES = ['exif:', 'drone-dji:', 'a:', '']

/** Makes an XMP packet with the location as an attribute, an element, a list, or free text. */
function makeXmp(random: Random, { latitude, longitude }: Coordinate): string {
  const name = `${random.pick(PREFIXES)}${random.pick(NAMES)}`
  const quote = random.pick(['"', "'"])
  const said = random.pickWeighted({ attribute: 3, element: 3, list: 2, words: 2 })
  const attribute =
    said === 'attribute'
      ? `${name}=${quote}+${latitude}${quote} b:longitude=${quote}${longitude}${quote}`
      : ''
  const pair = `${latitude}, ${longitude}`
  const inner = {
    attribute: '',
    element: `<${name}>${pair}</${name}>`,
    list: `<${name}><rdf:Bag><rdf:li>${latitude}</rdf:li><rdf:li>${longitude}</rdf:li></rdf:Bag></${name}>`,
    words: `<dc:description>seen at ${pair}</dc:description>`,
  }[said]
  return `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description rdf:about="" ${attribute}>${inner}</rdf:Description></rdf:RDF></x:xmpmeta>`
}

function encode(random: Random, text: string): Buffer {
  const encoding = random.pickWeighted({ utf8: 4, utf16le: 1, utf16be: 1 })
  if (encoding === 'utf8') return Buffer.from(text)
  const wide = Buffer.from(`\ufeff${text}`, 'utf16le')
  return encoding === 'utf16le' ? wide : wide.swap16()
}

function segment(marker: number, ...body: Buffer[]): Buffer {
  const content = Buffer.concat(body)
  return Buffer.concat([Buffer.of(0xff, marker), u16(content.byteLength + 2), content])
}

const XMP = latin('http://ns.adobe.com/xap/1.0/\0')
const EXTENSION = latin('http://ns.adobe.com/xmp/extension/\0')

/** Extended XMP in two or three parts, in any order, cut at any byte. */
function extendedXmp(random: Random, text: Buffer): Buffer[] {
  const guid = latin('A'.repeat(32))
  const cuts = [0, random.below(text.byteLength), random.below(text.byteLength), text.byteLength]
  const sorted = cuts.sort((a, b) => a - b)
  const parts = sorted.slice(1).map((to, i) => {
    const from = sorted[i]!
    return segment(0xe1, EXTENSION, guid, u32(text.byteLength), u32(from), text.subarray(from, to))
  })
  return random.isSo(0.5) ? parts.reverse() : parts
}

/** Makes a TIFF directory followed by a GPS directory, as cameras write it. */
function makeTiff(place: Coordinate): Buffer {
  const picture = makeJpeg({
    place: { latitude: Number(place.latitude), longitude: Number(place.longitude) },
  })
  const at = picture.indexOf('II*\0')
  return picture.subarray(at, picture.indexOf(Buffer.of(0xff, 0xc0), at))
}

function iptc(random: Random, { latitude, longitude }: Coordinate): Buffer {
  const text = `${latitude} ${longitude}`
  const data = Buffer.concat([
    Buffer.of(0x1c, 2, random.pick([26, 27, 90, 92, 95, 100, 101])),
    u16(text.length),
    latin(text),
  ])
  return segment(
    0xed,
    latin('Photoshop 3.0\0'),
    latin('8BIM\x04\x04\0\0'),
    u32(data.byteLength),
    data,
    Buffer.alloc(data.byteLength % 2),
  )
}

type Maker = (random: Random, place: Coordinate, depth: number) => Buffer

const said = ({ latitude, longitude }: Coordinate): string => `GPS: ${latitude}, ${longitude}`

const SEGMENTS: Record<string, (random: Random, place: Coordinate) => Buffer[]> = {
  xmp: (random, place) => [segment(0xe1, XMP, encode(random, makeXmp(random, place)))],
  'extended xmp': (random, place) => extendedXmp(random, encode(random, makeXmp(random, place))),
  exif: (_, place) => [segment(0xe1, latin('Exif\0\0'), makeTiff(place))],
  iptc: (random, place) => [iptc(random, place)],
  comment: (_, place) => [segment(0xfe, latin(said(place)))],
  unknown: (random, place) => [
    segment(random.pick([0xe3, 0xe6, 0xea, 0xef]), latin(`Maker\0${said(place)}`)),
  ],
}

const makeJpegOf: Maker = (random, place, depth) => {
  const kinds = random.pickSome(Object.keys(SEGMENTS))
  const file = Buffer.concat([
    Buffer.of(0xff, 0xd8),
    ...kinds.flatMap((kind) => SEGMENTS[kind]!(random, place)),
    makeJpeg({ fill: random.between(1, 200) }).subarray(2),
  ])
  return withTail(file, random, place, depth)
}

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([latin(type), data])
  return Buffer.concat([u32(data.byteLength), body, u32(crc32(body))])
}

const makePng: Maker = (random, place, depth) => {
  const xmp = Buffer.from(makeXmp(random, place))
  const chunks = random.pickSome([
    chunk('iTXt', Buffer.concat([latin('XML:com.adobe.xmp\0\0\0\0\0'), xmp])),
    chunk('iTXt', Buffer.concat([latin('XML:com.adobe.xmp\0\x01\0\0\0'), deflateSync(xmp)])),
    chunk('zTXt', Buffer.concat([latin('Comment\0\0'), deflateSync(latin(said(place)))])),
    chunk('tEXt', latin(`Location\0${place.latitude} ${place.longitude}`)),
    chunk('eXIf', makeTiff(place)),
    chunk(random.pick(['abCd', 'gpSd']), latin(said(place))),
  ])
  const file = Buffer.concat([
    latin('\x89PNG\r\n\x1a\n'),
    chunk('IHDR', Buffer.alloc(13, 1)),
    ...chunks,
    chunk('IDAT', deflateSync(Buffer.alloc(40))),
    chunk('IEND', Buffer.alloc(0)),
  ])
  return withTail(file, random, place, depth)
}

const makeGif: Maker = (random, place, depth) => {
  const trailer = Buffer.from(Array.from({ length: 256 }, (_, i) => 255 - i))
  const xmp = Buffer.concat([
    latin('!\xff\x0bXMP DataXMP'),
    Buffer.from(makeXmp(random, place)),
    Buffer.of(1),
    trailer,
    Buffer.of(0),
  ])
  const text = said(place)
  const comment = Buffer.concat([latin('!\xfe'), Buffer.of(text.length), latin(text), Buffer.of(0)])
  const file = Buffer.concat([
    latin('GIF89a\x01\0\x01\0\0\0\0'),
    ...random.pickSome([xmp, comment]),
    latin(',\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;'),
  ])
  return withTail(file, random, place, depth)
}

const riff = (type: string, data: Buffer): Buffer => {
  const head = Buffer.alloc(4)
  head.writeUInt32LE(data.byteLength)
  return Buffer.concat([latin(type), head, data, Buffer.alloc(data.byteLength % 2)])
}

const makeWebp: Maker = (random, place, depth) => {
  const chunks = random.pickSome([
    riff('XMP ', encode(random, makeXmp(random, place))),
    riff('EXIF', makeTiff(place)),
    riff('GPSX', latin(said(place))),
  ])
  const body = Buffer.concat([
    latin('WEBP'),
    riff('VP8X', Buffer.of(0x0c, 0, 0, 0, 9, 0, 0, 9, 0, 0)),
    riff('VP8 ', Buffer.alloc(20, 7)),
    ...chunks,
  ])
  const head = Buffer.alloc(4)
  head.writeUInt32LE(body.byteLength)
  return withTail(Buffer.concat([latin('RIFF'), head, body]), random, place, depth)
}

const XMP_UUID = Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex')
const CANON_UUID = Buffer.from('85c0b687820f11e08111f4ce462b6a48', 'hex')
const BRANDS = { film: 'mp42', quicktime: 'qt  ', heic: 'heic', avif: 'avif', cr3: 'crx ' }

const makeIso: Maker = (random, place, depth) => {
  const brand = random.pick(Object.values(BRANDS))
  const spoken = latin(`+${place.latitude}+${place.longitude}/`)
  const parts = random.pickSome([
    box('uuid', XMP_UUID, encode(random, makeXmp(random, place))),
    box('uuid', random.bytes(16), latin(said(place))),
    box('gps ', latin(said(place))),
    box('moov', box('udta', box('\xa9xyz', u16(spoken.byteLength), u16(0x15c7), spoken))),
    box('moov', box('uuid', CANON_UUID, box('CMT4', makeTiff(place)))),
    box(
      'moov',
      box('udta', box('XMP_', Buffer.from(makeXmp(random, place))), box('loci', latin(said(place)))),
    ),
  ])
  const file = Buffer.concat([
    box('ftyp', latin(`${brand}\0\0\0\0${brand}`)),
    ...parts,
    box('mdat', Buffer.alloc(200, 7)),
  ])
  return withTail(file, random, place, depth)
}

const MAKERS: Record<string, Maker> = {
  jpg: makeJpegOf,
  png: makePng,
  gif: makeGif,
  webp: makeWebp,
  mp4: makeIso,
}
const MAX_DEPTH = 2

/** Adds data after the end of the picture, as cameras, phones and editors do. */
function withTail(file: Buffer, random: Random, place: Coordinate, depth: number): Buffer {
  if (depth >= MAX_DEPTH || random.isSo(0.6)) return file
  const tail = random.pickWeighted({ text: 2, picture: 3, film: 2 })
  if (tail === 'text') return Buffer.concat([file, latin(`tail ${said(place)}`)])
  if (tail === 'film')
    return Buffer.concat([file, latin('MotionPhoto_Data'), makeIso(random, place, depth + 1)])
  return Buffer.concat([file, makeJpegOf(random, place, depth + 1)])
}

export function makePlacedFile(random: Random, place: Coordinate): PlacedFile {
  const ending = random.pick(Object.keys(MAKERS))
  const name = random.isSo(0.8) ? `picture.${ending}` : 'picture'
  return { how: ending, name, bytes: MAKERS[ending]!(random, place, 0) }
}
