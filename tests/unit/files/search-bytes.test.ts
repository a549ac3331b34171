// Files that are searched but never changed: which contents need a question, by type and by the form
// in which a location is written.
import { randomBytes } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { typeOfContent } from '../../../src/core/files/file-type.ts'
import { readerOf } from '../../../src/core/files/placeless/patches.ts'
import { lookInto } from '../../../src/core/files/placeless/look-into.ts'
import { PlaceRemains } from '../../../src/core/files/placeless/place-remains.ts'
import { placeRuleOf } from '../../../src/core/files/placeless/place-rules.ts'
import { makeJpeg } from '../../support/pictures-with-facts.ts'

const latin = (text: string): Buffer => Buffer.from(text, 'latin1')
const u16 = (value: number): Buffer => Buffer.of(value >> 8, value & 255)
const u32 = (value: number): Buffer => Buffer.concat([u16(value >>> 16), u16(value & 0xffff)])

/** `nothing` if the owner is not asked, else the reason. */
async function askedOf(name: string, bytes: Buffer | string): Promise<string> {
  const file = typeof bytes === 'string' ? Buffer.from(bytes) : bytes
  const type = typeOfContent(file, name)
  if (placeRuleOf(type) !== 'look') return placeRuleOf(type)
  return lookInto({ read: readerOf(file), size: file.byteLength, name, type }).then(
    () => 'nothing',
    (error: unknown) => (error instanceof PlaceRemains ? error.why : Promise.reject(error as Error)),
  )
}

const PLAIN = makeJpeg({ takenAt: '2031:04:01 09:00:00' })
const PLACED = makeJpeg({ place: { latitude: 48.137154, longitude: 11.576124 } })
const XMP = (inner: string): string =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description ${inner}/></rdf:RDF></x:xmpmeta>`
const DJI = XMP('drone-dji:GpsLatitude="+48.137154" drone-dji:GpsLongtitude="+11.576124"')
const CITY = XMP('photoshop:City="Roma"')

const segment = (marker: number, ...body: Buffer[]): Buffer => {
  const content = Buffer.concat(body)
  return Buffer.concat([Buffer.of(0xff, marker), u16(content.byteLength + 2), content])
}
const jpegWith = (part: Buffer): Buffer => Buffer.concat([Buffer.of(0xff, 0xd8), part, PLAIN.subarray(2)])
const iptc = (n: number, text: string): Buffer => {
  const data = Buffer.concat([Buffer.of(0x1c, 2, n), u16(text.length), latin(text)])
  return segment(0xed, latin('Photoshop 3.0\0'), latin('8BIM\x04\x04\0\0'), u32(data.byteLength), data)
}
const WITH_CITY = jpegWith(iptc(90, 'Roma'))
const WITH_XMP = jpegWith(segment(0xe1, latin('http://ns.adobe.com/xap/1.0/\0'), latin(CITY)))
const WITH_HEADLINE = jpegWith(iptc(105, 'A headline'))

const pngWith = (type: string, data: Buffer): Buffer =>
  Buffer.concat([
    latin('\x89PNG\r\n\x1a\n'),
    ...[[`IHDR`, Buffer.alloc(13, 1)] as const, [type, data] as const].map(([name, body]) =>
      Buffer.concat([u32(body.byteLength), latin(name), body, Buffer.alloc(4)]),
    ),
  ])
const PACKED = pngWith('zTXt', Buffer.concat([latin('Raw profile type exif\0\0'), deflateSync(PLACED)]))

const svg = (inner: string): string => `<svg xmlns="http://www.w3.org/2000/svg">${inner}</svg>`
const gif = (...blocks: Buffer[]): Buffer =>
  Buffer.concat([
    latin('GIF89a\x01\0\x01\0\0\0\0'),
    latin('!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0'),
    ...blocks,
    latin(',\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;'),
  ])
const gifXmp = (xmp: string): Buffer =>
  Buffer.concat([latin('!\xff\x0bXMP DataXMP'), latin(xmp), Buffer.alloc(258, 1)])
const comment = (text: string): Buffer => latin(`!\xfe${String.fromCharCode(text.length)}${text}\0`)
const song = (picture: Buffer): Buffer => {
  const cover = Buffer.concat([latin('\0image/jpeg\0\x03\0'), picture])
  const frame = Buffer.concat([latin('APIC'), u32(cover.byteLength), u16(0), cover])
  return Buffer.concat([latin('ID3\x03\0\0\0\0\x20\0'), frame, Buffer.alloc(4000, 7)])
}
const ogg = (picture: Buffer): Buffer => {
  const block = Buffer.concat([u32(3), u32(10), latin('image/jpeg'), Buffer.alloc(24), picture])
  const said = latin(`METADATA_BLOCK_PICTURE=${block.toString('base64')}`)
  return Buffer.concat([latin('OggS\0\x02'), Buffer.alloc(22), latin('OpusTags'), said, Buffer.alloc(99)])
}
const wave = (notes: string): Buffer =>
  Buffer.concat([latin('RIFF\0\x10\0\0WAVEiXML'), latin(notes), latin('data\x10\0\0\0'), Buffer.alloc(16)])
const recorder = (inner: string): Buffer => wave(`<BWFXML><LOCATION>${inner}</LOCATION></BWFXML>`)
const page = (picture: Buffer): string =>
  `<html><img src="data:image/jpeg;base64,${picture.toString('base64')}"></html>`
const camera =
  '<?xml version="1.0"?><Group name="ExifGPS"><Item name="Latitude" value="48:08:13.754"/></Group>'

test.each<[answer: string, what: string, name: string, bytes: Buffer | string]>([
  // Their author wrote everything in them.
  ['nothing', 'a note', 'note.txt', 'GPS 48.1371, 11.5761'],
  ['nothing', 'a table', 'table.csv', 'name,lat,lon\na,48.1371,11.5761'],
  ['nothing', 'a note in UTF-16', 'note.txt', Buffer.from('\ufeffメモ', 'utf16le')],
  ['nothing', 'a note in Shift JIS', 'メモ.txt', Buffer.from([0x83, 0x81, 0x83, 0x82])],
  ['none', 'a program', 'setup.exe', latin('MZ\x90\0')],
  ['seen', 'a note with a picture', 'a.md', `![](data:image/jpeg;base64,${PLACED.toString('base64')})`],
  ['nothing', 'a note with a plain picture', 'a.md', `![](${PLAIN.toString('base64')})`],

  ['seen', 'data', 'a.json', '{"geoData": {"latitude": 48.1}}'],
  ['nothing', 'data of another kind', 'a.json', '{"name": "x", "size": 48.1}'],
  [
    'seen',
    'a name across two windows',
    'a.json',
    `{"a": "${'x'.repeat(256 * 1024 - 12)}", "longitude": 11.5}`,
  ],
  ['seen', 'a map', 'map.xml', '<kml><coordinates>11,48</coordinates></kml>'],
  ['seen', 'names by values, beside a film', 'C0001M01.XML', camera],
  ['seen', 'a property list', 'a.plist', '<plist><key>Latitude</key><real>48.137154</real></plist>'],
  ['seen', 'subtitles of a drone', 'DJI.SRT', '1\n00:00\n[latitude: 48.137154] [longitude: 11.576124]\n'],
  ['nothing', 'subtitles of speech', 'film.srt', '1\n00:00\nWe were in Munich at 48 degrees.\n'],
  ['form', 'entities', 'a.xml', '<!DOCTYPE a [<!ENTITY l "48.1">]><a latitude="&l;"/>'],
  ['kind', 'a track', 'track.gpx', '<gpx></gpx>'],
  ['kind', 'a mail', 'mail.eml', 'From: a@b.c\r\n\r\nx'],

  ['seen', 'a page with a picture', 'page.html', page(PLACED)],
  ['seen', 'a page with a city in IPTC', 'page.html', page(WITH_CITY)],
  ['seen', 'a page with a city in XMP', 'page.html', page(WITH_XMP)],
  ['seen', 'a page with packed EXIF', 'page.html', page(PACKED)],
  ['nothing', 'a page with a plain picture', 'page.html', page(PLAIN)],

  ['seen', 'a drawing with XMP', 'a.svg', svg(`<metadata>${DJI}</metadata>`)],
  ['seen', 'a drawing with a city', 'a.svg', svg(`<metadata>${CITY}</metadata>`)],
  ['seen', 'a drawing with a picture', 'a.svg', svg(`<image href="data:,${PLACED.toString('base64')}"/>`)],
  ['form', 'a drawing with entities', 'a.svg', `<!DOCTYPE svg [<!ENTITY l "48.1">]>${svg('&l;')}`],
  ['nothing', 'a drawing with points', 'a.svg', svg('<path d="M 48.1371 11.5761"/>')],
  [
    'nothing',
    'a drawing with a licence',
    'a.svg',
    svg('<rdf:RDF><cc:Work><dc:format>image</dc:format></cc:Work></rdf:RDF>'),
  ],

  ['seen', 'a GIF with XMP', 'a.gif', gif(gifXmp(DJI))],
  ['seen', 'a GIF with a city', 'a.gif', gif(gifXmp(CITY))],
  ['seen', 'a GIF with a comment', 'a.gif', gif(comment('GPS (46.02, 7)'))],
  ['seen', 'a GIF with numbers', 'a.gif', gif(comment('46.0207, 7.7491'))],
  [
    'nothing',
    'a GIF with a comment of another kind',
    'a.gif',
    gif(comment('made at 46 %'), gifXmp(XMP('xmp:Rating="5"'))),
  ],

  ['seen', 'a cover', 'song.mp3', song(PLACED)],
  ['seen', 'a cover with a city in IPTC', 'song.mp3', song(WITH_CITY)],
  ['seen', 'a cover with a city in XMP', 'song.mp3', song(WITH_XMP)],
  ['nothing', 'a plain cover', 'song.mp3', song(PLAIN)],
  ['nothing', 'a cover with a headline', 'song.mp3', song(WITH_HEADLINE)],
  ['seen', 'a cover in base64', 'song.opus', ogg(PLACED)],
  ['nothing', 'a plain cover in base64', 'song.opus', ogg(PLAIN)],
  [
    'seen',
    'the notes of a recorder',
    'take.wav',
    recorder('<LOCATION_GPS>48.137154, 11.576124</LOCATION_GPS>'),
  ],
  ['nothing', 'other notes of a recorder', 'take.wav', recorder('Studio 2')],

  ['nothing', 'unknown bytes', 'data.bin', randomBytes(100_000)],
  ['nothing', 'unknown bytes without an ending', 'data', randomBytes(1000)],
  ['kind', 'unknown bytes with a picture', 'renamed', Buffer.concat([Buffer.alloc(5000, 200), PLAIN])],
  ['kind', 'unknown bytes named like a picture', 'photo.jpg', Buffer.from([1, 2, 3, 0, 255])],
  ['kind', 'a raw picture by another name', 'renamed.bin', latin('IIRO\x08\0\0\0\0\x01')],
])('%s: %s', async (answer, _what, name, bytes) => {
  expect(await askedOf(name, bytes)).toBe(answer)
})

const drawing = (base64: string): string => svg(`<image href="data:image/jpeg;base64,${base64}"/>`)
const inJson = (base64: string): string => `{"image/jpeg": "${base64}"}`

test.each<[what: string, name: string, write: (base64: string) => string]>([
  ['broken into lines by entities', 'a.svg', (base64) => drawing(base64.replace(/.{76}/g, '$&&#xA;'))],
  ['escaped for an address', 'a.svg', (base64) => drawing(encodeURIComponent(base64))],
  ['under a word in capitals', 'a.svg', (base64) => drawing(base64).replace('base64', 'BASE64')],
  ['with entities', 'a.html', (base64) => `<html>${drawing(base64.replaceAll('/', '&#x2F;'))}</html>`],
  ['with escaped slashes', 'a.json', (base64) => inJson(`;base64,${base64}`).replaceAll('/', '\\/')],
  ['with escaped signs', 'a.json', (base64) => inJson(base64).replaceAll('+', '\\u002B')],
  ['with escaped lines', 'a.json', (base64) => inJson(base64.replace(/.{10}/g, '$&\\n'))],
  ['bare, in a notebook', 'a.ipynb', inJson],
  ['without the word, in a diagram', 'a.drawio', (base64) => `<a b="image=data:image/jpeg,${base64};"/>`],
  ['bare, in an e-book', 'a.fb2', (base64) => `<binary>${base64.replace(/.{76}/g, '$&\n')}</binary>`],
  [
    'in an address card',
    'a.vcf',
    (base64) => `BEGIN:VCARD\nPHOTO;ENCODING=b:${base64.replace(/.{60}/g, '$&\r\n ')}\n`,
  ],
])('a picture in base64 is searched %s', async (_, name, write) => {
  const asked = [PLACED, WITH_CITY, WITH_XMP, PLAIN].map((picture) =>
    askedOf(name, write(picture.toString('base64'))),
  )
  expect(await Promise.all(asked)).toEqual(['seen', 'seen', 'seen', 'nothing'])
})

/** Each type, as bytes before and behind a location. */
const AROUND: Record<string, [before: string, behind: string]> = {
  'a.json': ['{"', '"}'],
  'a.svg': ['<svg ', '/>'],
  'a.html': ['<html>', '</html>'],
  'a.gif': ['GIF89a\x01\0\x01\0\0\0\0\xfe\xff', '\0;'],
  'a.mp3': ['ID3\x03\0\0\0\xff\xfe', '\xff'],
  'a.ogg': ['OggS\0\x02\xff', '\xff'],
  'a.bin': ['\x01\x02\xff', '\xff'],
}
const WRITTEN = [
  'GPSLatitude="48.137154"',
  'longitude: 11.576124',
  '+48.1371+011.5761/',
  '48.1371 N, 11.5761 E',
  'geo:48.1371,11.5761',
  '$GPRMC,081836,A,4808.13,N,01134.34,E',
  DJI,
  CITY,
  PLACED.toString('latin1'),
  WITH_CITY.toString('latin1'),
  PLACED.toString('base64'),
]

test('a location is found in every type, in every form, and at every position (seeded)', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(AROUND)),
      fc.constantFrom(...WRITTEN),
      fc.oneof(
        fc.nat(2_000),
        fc.integer({ min: -1_500, max: 50 }).map((n) => n + 256 * 1024),
      ),
      async (name, said, at) => {
        const [before, behind] = AROUND[name]!
        const file = latin(`${before}${' .'.repeat(at)}${said}${behind}`)
        expect(['seen', 'kind']).toContain(await askedOf(name, file))
      },
    ),
    { numRuns: 100, seed: Number(process.env.FUMIKURA_SEED ?? 1) },
  )
})

test('a sound is searched at its beginning and its end', async () => {
  const long = Buffer.alloc(90 << 20, 7)
  latin('ID3\x03').copy(long)
  latin('GPS: 48.137154').copy(long, long.byteLength - 5_000_000)
  expect(await askedOf('a.mp3', long)).toBe('seen')
})
