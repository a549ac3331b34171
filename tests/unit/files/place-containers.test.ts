// A location is removed wherever a format stores one: by name, in every encoding, and after the end
// of a picture.
import { crc32, deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { typeOfContent } from '../../../src/core/files/file-type.ts'
import { inOrder, patched, readerOf } from '../../../src/core/files/placeless/patches.ts'
import { findPlaces } from '../../../src/core/files/placeless/find-places.ts'
import { listNumbers, saysPlaceStill } from '../../../src/core/files/placeless/second-look.ts'
import { box, element } from '../../support/films.ts'
import { makeJpeg } from '../../support/pictures-with-facts.ts'

const latin = (text: string): Buffer => Buffer.from(text, 'latin1')
const u16 = (value: number): Buffer => Buffer.of(value >> 8, value & 255)
const u32 = (value: number): Buffer => Buffer.concat([u16(value >>> 16), u16(value & 0xffff)])
const PLACE = { latitude: 48.137154, longitude: 11.576124 }

async function strip(file: Buffer, name = ''): Promise<Buffer> {
  const type = typeOfContent(file, name)
  return Buffer.from(patched(file, 0, await findPlaces(readerOf(file), file.byteLength, type)))
}

/** Checks that none of these traces is left in any encoding, and that the length did not change. */
async function expectGone(file: Buffer, ...traces: string[]): Promise<Buffer> {
  const all = (bytes: Buffer): string => bytes.toString('latin1').replaceAll('\0', '')
  for (const trace of traces) expect(all(file)).toContain(trace)
  const stripped = await strip(file)
  expect(stripped.byteLength).toBe(file.byteLength)
  for (const trace of traces) expect(all(stripped)).not.toContain(trace)
  return stripped
}

const segment = (marker: number, ...body: Buffer[]): Buffer => {
  const content = Buffer.concat(body)
  return Buffer.concat([Buffer.of(0xff, marker), u16(content.byteLength + 2), content])
}
const jpeg = (...segments: Buffer[]): Buffer =>
  Buffer.concat([Buffer.of(0xff, 0xd8), ...segments, makeJpeg().subarray(2)])
const packet = (inner: string, within = ''): string =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:drone-dji="http://www.dji.com/drone-dji/1.0/" ${inner}>${within}</rdf:Description></rdf:RDF></x:xmpmeta>`
const XMP = 'http://ns.adobe.com/xap/1.0/\0'
const DJI = 'drone-dji:GpsLatitude="+48.137154" drone-dji:GpsLongtitude="+11.576124" drone-dji:Model="Mini"'
const TRACES = ['+48.137154', '+11.576124']

describe('XMP', () => {
  test('removes properties that are named after a location, in any case and with any prefix, as attribute and element', async () => {
    const stripped = await expectGone(
      jpeg(
        segment(
          0xe1,
          latin(XMP),
          latin(
            packet(
              DJI,
              '<a:MyGPSPoint>46.1</a:MyGPSPoint><b:shotLocation><rdf:Bag><rdf:li>Zermatt</rdf:li></rdf:Bag></b:shotLocation>',
            ),
          ),
        ),
      ),
      ...TRACES,
      '46.1',
      'Zermatt',
    )
    expect(stripped.toString('latin1')).toContain('drone-dji:Model="Mini"')
  })

  test('removes latitude and longitude under separate names', async () => {
    const names = ['a:latitude', 'b:longitude', 'c:Longtitude', 'd:lon', 'e:Lng']
    const attributes = names.map((name, i) => `${name}="${11 + i}.57612${i}"`)
    await expectGone(
      jpeg(segment(0xe1, latin(XMP), latin(packet(attributes.join(' '))))),
      ...names.map((_, i) => `57612${i}`),
    )
    await expectGone(jpeg(segment(0xfe, latin('longitude: 11.576126'))), '11.576126')
  })

  test('removes a value that contains a location under another name', async () => {
    await expectGone(
      jpeg(
        segment(
          0xe1,
          latin(XMP),
          latin(packet('dc:title="x"', '<dc:description>at 48.1371, 11.5761</dc:description>')),
        ),
      ),
      '48.1371, 11.5761',
    )
  })

  test.each(['utf16le', 'utf16be'] as const)('is cleaned in %s', async (encoding) => {
    const text = Buffer.from(`\ufeff${packet(DJI)}`, 'utf16le')
    const body = encoding === 'utf16le' ? text : Buffer.from(text).swap16()
    const stripped = await expectGone(jpeg(segment(0xe1, latin(XMP), body)), ...TRACES)
    expect(stripped.toString('latin1').replaceAll('\0', '')).toContain('Model="Mini"')
  })

  test('is cleaned if segments split the packet within a value', async () => {
    const text = latin(packet(DJI))
    const cut = text.indexOf('48.13') + 3
    const part = (from: number, to: number): Buffer =>
      segment(
        0xe1,
        latin(`http://ns.adobe.com/xmp/extension/\0${'A'.repeat(32)}`),
        u32(text.byteLength),
        u32(from),
        text.subarray(from, to),
      )
    const stripped = await strip(jpeg(part(cut, text.byteLength), part(0, cut)))
    const left = stripped.toString('latin1')
    for (const trace of ['7154', '11.576124', '48.']) expect(left).not.toContain(trace)
    expect(left).toContain('drone-dji:Model="Mini"')
  })

  test('is cleaned in a PNG, compressed or not, and checksums stay valid', async () => {
    const chunk = (type: string, data: Buffer): Buffer => {
      const body = Buffer.concat([latin(type), data])
      return Buffer.concat([u32(data.byteLength), body, u32(crc32(body))])
    }
    const text = latin(packet(DJI))
    const file = Buffer.concat([
      latin('\x89PNG\r\n\x1a\n'),
      chunk('IHDR', Buffer.alloc(13, 1)),
      chunk('iTXt', Buffer.concat([latin('XML:com.adobe.xmp\0\0\0\0\0'), text])),
      chunk('iTXt', Buffer.concat([latin('XML:com.adobe.xmp\0\x01\0\0\0'), deflateSync(text)])),
      chunk('zTXt', Buffer.concat([latin('Comment\0\0'), deflateSync(latin('GPS 48.137154'))])),
      chunk('tEXt', latin('Location\0Zermatt')),
      chunk('abCd', latin('unknown 46.02, 7.74')),
      chunk('IEND', Buffer.alloc(0)),
      latin('48.137154 behind the end'),
    ])
    const stripped = await expectGone(file, ...TRACES, 'Zermatt', 'unknown', 'behind the end')
    expect(stripped.includes(deflateSync(text))).toBe(false)
    for (let at = 8; stripped.toString('latin1', at + 4, at + 8) !== 'IEND';) {
      const length = stripped.readUInt32BE(at)
      expect(stripped.readUInt32BE(at + 8 + length)).toBe(crc32(stripped.subarray(at + 4, at + 8 + length)))
      at += 12 + length
    }
  })

  test('is cleaned in ISO films and pictures', async () => {
    const uuid = box('uuid', Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex'), latin(packet(DJI)))
    const film = Buffer.concat([box('ftyp', latin('mp42\0\0\0\0')), uuid, box('mdat', Buffer.alloc(64, 3))])
    await expectGone(film, ...TRACES)
    await expectGone(heic(latin(packet(DJI))), ...TRACES)
  })
})

/** Makes a picture with one XMP item. */
function heic(xmp: Buffer): Buffer {
  const ftyp = box('ftyp', latin('heic\0\0\0\0'))
  const infe = (id: number, type: string, rest: Buffer): Buffer =>
    box('infe', latin('\x02\0\0\0'), u16(id), u16(0), latin(type), rest)
  const meta = (at: number): Buffer =>
    box(
      'meta',
      u32(0),
      box('hdlr', Buffer.alloc(24)),
      box('iinf', u32(0), u16(1), infe(7, 'mime', latin('\0application/rdf+xml\0'))),
      box('iloc', u32(0), u16(0x4400), u16(1), u16(7), u16(0), u16(1), u32(at), u32(xmp.byteLength)),
    )
  const start = ftyp.byteLength + meta(0).byteLength + 8
  return Buffer.concat([ftyp, meta(start), box('mdat', xmp)])
}

describe('EXIF', () => {
  const tiff = (): Buffer => {
    const picture = makeJpeg({ place: PLACE })
    const at = picture.indexOf('II*\0')
    return picture.subarray(at, at + 260)
  }

  test('removes maker notes and comments, because only their maker knows their format', async () => {
    const file = Buffer.alloc(200)
    latin('II*\0').copy(file)
    file.writeUInt32LE(8, 4)
    file.writeUInt16LE(3, 8)
    const entry = (i: number, tag: number, type: number, count: number, value: number): void => {
      const at = 10 + i * 12
      for (const [offset, number] of [
        [0, tag],
        [2, type],
      ] as const)
        file.writeUInt16LE(number, at + offset)
      file.writeUInt32LE(count, at + 4)
      file.writeUInt32LE(value, at + 8)
    }
    entry(0, 0x927c, 7, 20, 100)
    entry(1, 0x9286, 7, 30, 120)
    entry(2, 0x0110, 2, 8, 160)
    latin('note: 48.137154').copy(file, 100)
    latin('ASCII\0\0\0GPS: 11.576124').copy(file, 120)
    latin('Model 1\0').copy(file, 160)
    const stripped = await expectGone(jpeg(segment(0xe1, latin('Exif\0\0'), file)), '48.137154', '11.576124')
    expect(stripped.includes('Model 1')).toBe(true)
  })

  test('refuses a raw picture in TIFF format, and cleans an ordinary TIFF', async () => {
    const raw = Buffer.from(tiff())
    raw.writeUInt16LE(0xc612, 10)
    await expect(strip(raw)).rejects.toMatchObject({ why: 'kind' })
    const latitude = tiff().subarray(-100)
    expect((await strip(tiff())).includes(latitude)).toBe(false)
  })

  test('EXIF of more than one segment loses the location in the second segment', async () => {
    const first = Buffer.alloc(65_000)
    latin('II*\0').copy(first)
    const second = Buffer.concat([Buffer.alloc(40), latin('GPS 48.137154')])
    const parts = [first, second].map((part) => segment(0xe1, latin('Exif\0\0'), part))
    await expectGone(jpeg(...parts), '48.137154')
  })

  test('layers of a TIFF that hold a photo with a location are emptied, and others stay', async () => {
    const withLayers = (photo: Buffer): Buffer => {
      const head = Buffer.from(
        '49492a00080000000100' + '5c93' + '0700' + '00000000' + '1a000000' + '00000000',
        'hex',
      )
      head.writeUInt32LE(photo.byteLength, 14)
      return Buffer.concat([head, photo])
    }
    const placed = withLayers(makeJpeg({ place: PLACE }))
    const latitude = placed.subarray(placed.indexOf(Buffer.of(48, 0, 0, 0, 1, 0, 0, 0))).subarray(0, 24)
    expect((await strip(placed)).includes(latitude)).toBe(false)
    const plain = withLayers(makeJpeg())
    expect((await strip(plain)).equals(plain)).toBe(true)
  })

  test('removes unknown segments, and cleans IPTC and Photoshop resources', async () => {
    const iptc = (n: number, text: string): Buffer =>
      Buffer.concat([Buffer.of(0x1c, 2, n), u16(text.length), latin(text)])
    const data = Buffer.concat([iptc(90, 'Schwabing'), iptc(105, 'A headline')])
    const resource = Buffer.concat([
      latin('8BIM\x04\x04\0\0'),
      u32(data.byteLength),
      data,
      Buffer.alloc(data.byteLength % 2),
    ])
    const stripped = await expectGone(
      jpeg(
        segment(0xed, latin('Photoshop 3.0\0'), resource),
        segment(0xe6, latin('GoPro\0GPS5 48.137154')),
        segment(0xfe, latin('lat=48.1371')),
      ),
      'Schwabing',
      'GPS5',
      'lat=48.1371',
    )
    expect(stripped.includes('A headline')).toBe(true)
  })
})

describe('boxes that hold boxes', () => {
  const spoken = latin('+48.1371+011.5761/')
  const place = box('udta', box('\xa9xyz', u16(spoken.byteLength), u16(0x15c7), spoken))
  const xmp = box('uuid', Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex'), latin(packet(DJI)))
  const ftyp = box('ftyp', latin('mp42\0\0\0\0isommp42'))
  const fragment = (...content: Buffer[]): Buffer =>
    box('moof', box('mfhd', u32(0), u32(1)), box('traf', box('tfhd', u32(0), u32(1)), ...content))
  const film = (...boxes: Buffer[]): Buffer =>
    Buffer.concat([
      ftyp,
      box('moov', box('mvhd', Buffer.alloc(100))),
      ...boxes,
      box('mdat', Buffer.alloc(64, 9)),
    ])

  test.each([
    ['a track of a fragment', film(fragment(place))],
    ['a fragment', film(box('moof', box('mfhd', u32(0), u32(1)), place))],
    ['the index of fragments', film(box('mfra', place))],
    ['the announcement of fragments', Buffer.concat([ftyp, box('moov', box('mvex', place))])],
    ['more metadata of a track', film(box('moov', box('trak', box('meco', place))))],
  ])('a location in %s is removed', async (_where, file) => {
    await expectGone(file, '+48.1371')
  })

  test('XMP in a track of a fragment is emptied', async () => {
    await expectGone(film(fragment(xmp)), '48.137154')
  })

  test('a text among the properties of a HEIC is emptied, and the picture’s own stay', async () => {
    const size = box('ispe', u32(0), u32(640), u32(480))
    const words = box('udes', u32(0), latin('en\0Munich 48.1371\0\0\0'))
    const properties = box('iprp', box('ipco', size, words), box('ipma', u32(0), u32(0)))
    const file = Buffer.concat([box('ftyp', latin('heic\0\0\0\0')), box('meta', u32(0), properties)])
    const stripped = await expectGone(file, 'Munich 48.1371')
    expect(stripped.includes(size)).toBe(true)
  })

  test('fragments without a location stay unchanged', async () => {
    const plain = film(...Array.from({ length: 50 }, () => fragment(box('trun', u32(0), u32(0)))))
    expect((await strip(plain)).equals(plain)).toBe(true)
  })
})

describe('the text tracks of a Matroska film', () => {
  const track = (type: number, codec: string, ...encoding: Buffer[]): Buffer =>
    element(0xae, element(0x83, Buffer.of(type)), element(0x86, latin(codec)), element(0x6d80, ...encoding))
  const packed = (...how: Buffer[]): Buffer => element(0x6240, element(0x5034, ...how))
  const film = (...tracks: Buffer[]): Buffer =>
    Buffer.concat([
      element(0x1a45dfa3, element(0x4282, latin('matroska'))),
      element(0x18538067, element(0x1654ae6b, ...tracks), element(0x1f43b675, Buffer.alloc(500, 5))),
    ])
  const outcome = (file: Buffer): Promise<string> =>
    strip(file, 'film.mkv').then(
      () => 'cleaned',
      (error: unknown) => (error as Error).message,
    )

  test.each([
    ['subtitles packed by default', track(0x11, 'S_TEXT/UTF8', packed()), 'Its subtitles are compressed.'],
    [
      'subtitles packed by zlib',
      track(0x11, 'S_TEXT/UTF8', packed(element(0x4254, Buffer.of(0)))),
      'Its subtitles are compressed.',
    ],
    ['packed data', track(0x21, 'D_WEBVTT/METADATA', packed()), 'Its subtitles are compressed.'],
    ['plain subtitles', track(0x11, 'S_TEXT/UTF8'), 'cleaned'],
    [
      'subtitles without their first bytes',
      track(0x11, 'S_TEXT/UTF8', packed(element(0x4254, Buffer.of(3)))),
      'cleaned',
    ],
    ['packed pictures of subtitles', track(0x11, 'S_VOBSUB', packed()), 'cleaned'],
    ['packed pictures', track(0x01, 'V_VP9', packed()), 'cleaned'],
  ])('%s', async (_what, tracks, expected) => {
    expect(await outcome(film(track(0x01, 'V_VP9'), tracks))).toBe(expected)
  })
})

describe('after the end of a picture', () => {
  const spoken = latin('+48.1371+011.5761/')
  const film = Buffer.concat([
    box('ftyp', latin('mp42\0\0\0\0isommp42')),
    box('moov', box('udta', box('\xa9xyz', u16(spoken.byteLength), u16(0x15c7), spoken))),
    box('mdat', Buffer.alloc(500, 7)),
  ])

  test('a film is cleaned as a film, and the bytes around it are removed', async () => {
    const file = Buffer.concat([makeJpeg(), latin('MotionPhoto_Data'), film, latin('SEFH 48.1371 SEFT')])
    const stripped = await expectGone(file, '+48.1371', 'SEFH')
    expect(stripped.includes(Buffer.alloc(500, 7))).toBe(true)
  })

  test('a film is cleaned after a HEIC, and in its own box', async () => {
    await expectGone(
      Buffer.concat([heic(latin(packet(''))), box('mpvd', film), latin('tail 48.1371')]),
      '+48.1371',
      'tail',
    )
  })

  test('a further picture is cleaned as a picture', async () => {
    const second = jpeg(segment(0xe1, latin(XMP), latin(packet(DJI))))
    const stripped = await expectGone(Buffer.concat([makeJpeg(), second]), ...TRACES)
    expect(stripped.includes('Model="Mini"')).toBe(true)
  })
})

describe('films', () => {
  /** One track with one sample, which follows `ftyp` directly. */
  const withTrack = (handler: string, entry: string, sample: Buffer): Buffer => {
    const ftyp = box('ftyp', latin('mp42\0\0\0\0'))
    const table = box(
      'stbl',
      box('stsd', u32(0), u32(1), box(entry, Buffer.alloc(8))),
      box('stsz', u32(0), u32(0), u32(1), u32(sample.byteLength)),
      box('stsc', u32(0), u32(1), u32(1), u32(1), u32(1)),
      box('stco', u32(0), u32(1), u32(ftyp.byteLength + 8)),
    )
    const media = box(
      'mdia',
      box('hdlr', u32(0), u32(0), latin(handler), Buffer.alloc(13)),
      box('minf', table),
    )
    return Buffer.concat([ftyp, box('mdat', sample, Buffer.alloc(64, 9)), box('moov', box('trak', media))])
  }

  test('sensor data of a camera becomes zeros', async () => {
    const stripped = await expectGone(withTrack('meta', 'gpmd', latin('DEVC GPS5 48.137154')), 'GPS5')
    expect(stripped.includes(Buffer.alloc(64, 9))).toBe(true)
  })

  test('subtitles with a location are removed, and others stay', async () => {
    await expectGone(withTrack('sbtl', 'tx3g', latin('\0\x17GPS (11.5761, 48.1371)')), '11.5761')
    const spoken = withTrack('sbtl', 'tx3g', latin('\0\x05Hello'))
    expect((await strip(spoken)).equals(spoken)).toBe(true)
  })

  test('unknown boxes become free space', async () => {
    const film = Buffer.concat([
      box('ftyp', latin('mp42\0\0\0\0')),
      box(
        'moov',
        box('gps ', latin('48.137154')),
        box('udta', box('GPMF', latin('GPS5 11.576124')), box('\xa9nam', latin('Title'))),
      ),
      latin('tail of its maker 46.0207'),
    ])
    const stripped = await expectGone(film, '48.137154', '11.576124', '46.0207')
    expect(stripped.includes('Title')).toBe(true)
  })
})

test('the second check finds names and numbers that the removal left', async () => {
  const found = async (file: Buffer, ...numbers: Buffer[]): Promise<boolean> =>
    saysPlaceStill(readerOf(file), file.byteLength, numbers)
  expect(await found(latin('x:MyGpsLatitude="48.13"'))).toBe(true)
  expect(await found(Buffer.from('<a:Longitude>11.57</a:Longitude>', 'utf16le'))).toBe(true)
  expect(await found(latin('exif:GPSLatitude="         "'))).toBe(false)
  const original = latin('"+48.137154" elsewhere 48.1371')
  const numbers = await listNumbers(readerOf(original), [{ start: 1, bytes: Buffer.alloc(10) }], PLACE)
  expect(await found(latin('a note: 48.1371'), ...numbers)).toBe(true)
  expect(await found(Buffer.from('48.137154', 'utf16le').swap16(), ...numbers)).toBe(true)
  expect(await found(latin('a note: 12.0'), ...numbers)).toBe(false)
})

test('patches that begin at the same byte are applied in their order', () => {
  const patches = [
    { start: 2, bytes: latin('b') },
    { start: 0, bytes: latin('abc') },
    { start: 2, bytes: latin('d') },
  ]
  expect(Buffer.from(patched(latin('....'), 0, inOrder(patches))).toString()).toBe('abd.')
})
