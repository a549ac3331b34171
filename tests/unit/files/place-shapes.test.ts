// Locations in unusual forms that cameras and programs write: XML that names a location by a value,
// files within files, data beside sounds.
import { describe, expect, test } from 'vitest'
import { typeOfContent } from '../../../src/core/files/file-type.ts'
import { patched, readerOf } from '../../../src/core/files/placeless/patches.ts'
import { findPlaces } from '../../../src/core/files/placeless/find-places.ts'
import { lookInto } from '../../../src/core/files/placeless/look-into.ts'
import { PlaceRemains } from '../../../src/core/files/placeless/place-remains.ts'
import { placeRuleOf } from '../../../src/core/files/placeless/place-rules.ts'
import { listNumbers, saysPlaceStill } from '../../../src/core/files/placeless/second-look.ts'
import { box, element, makeWebm } from '../../support/films.ts'
import { makeJpeg } from '../../support/pictures-with-facts.ts'
import { makeZip } from '../../support/zip.ts'

const latin = (text: string): Buffer => Buffer.from(text, 'latin1')
const u16 = (value: number): Buffer => Buffer.of(value >> 8, value & 255)
const u32 = (value: number): Buffer => Buffer.concat([u16(value >>> 16), u16(value & 0xffff)])
const PLACE = { latitude: 48.137154, longitude: 11.576124 }
const PLACED = makeJpeg({ place: PLACE })
/** The rationals of the latitude, as the picture has them. */
const RATIONALS = rationalsOf(PLACED)

function rationalsOf(picture: Buffer): string {
  const plain = makeJpeg()
  const at = picture.indexOf(Buffer.from([48, 0, 0, 0, 1, 0, 0, 0]))
  expect(at).toBeGreaterThan(0)
  expect(plain.includes(picture.subarray(at, at + 24))).toBe(false)
  return picture.toString('latin1', at, at + 24)
}

/** Returns `asked` if the owner is asked, else the bytes that others get. */
async function giveAway(file: Buffer, name = ''): Promise<'asked' | Buffer> {
  const type = typeOfContent(file, name)
  const read = readerOf(file)
  try {
    const rule = placeRuleOf(type)
    if (rule === 'ask') return 'asked'
    if (rule === 'look') await lookInto({ read, size: file.byteLength, name, type })
    if (rule !== 'clean') return file
    const patches = await findPlaces(read, file.byteLength, type)
    const copy = Buffer.from(patched(file, 0, patches))
    const isLeft = await saysPlaceStill(
      readerOf(copy),
      copy.byteLength,
      await listNumbers(read, patches, null),
    )
    return isLeft ? 'asked' : copy
  } catch (error) {
    if (error instanceof PlaceRemains) return 'asked'
    throw error
  }
}

/** Checks that others get bytes without these traces. */
async function expectClean(file: Buffer, ...traces: string[]): Promise<Buffer> {
  for (const trace of traces) expect(file.toString('latin1')).toContain(trace)
  const given = await giveAway(file)
  if (given === 'asked') throw new Error('It is asked about.')
  for (const trace of traces) expect(given.toString('latin1')).not.toContain(trace)
  expect(given.byteLength).toBe(file.byteLength)
  return given
}

describe('XML that names a location by a value', () => {
  const ITEMS =
    '<AcquisitionRecord><Group name="ExifGPS"><Item name="LatitudeRef" value="N"/><Item name="Latitude" value="48:08:13.754"/>' +
    '<Item name="LongitudeRef" value="E"/><Item name="Longitude" value="11:34:34.046"/></Group><Item name="Gain" value="7"/></AcquisitionRecord>'

  test('is cleaned as an attribute in a film of a camera', async () => {
    const film = Buffer.concat([
      box('ftyp', latin('XAVC\0\0\0\0XAVC')),
      box('mdat', Buffer.alloc(1000, 5)),
      box('moov', box('mvhd', Buffer.alloc(100))),
      box('meta', u32(0), box('hdlr', Buffer.alloc(24)), box('xml ', u32(0), latin(ITEMS))),
    ])
    const given = await expectClean(film, '48:08:13.754', '11:34:34.046')
    expect(given.toString('latin1')).toContain('<Item name="Gain" value="7"/>')
  })
})

describe('EXIF', () => {
  /** Makes a little-endian TIFF with one directory, followed by other bytes. */
  function tiff(entries: [tag: number, type: number, count: number, value: Buffer][], next = 0): Buffer {
    let at = 8 + 2 + entries.length * 12 + 4
    const values: Buffer[] = []
    const rows = entries.map(([tag, type, count, value]) => {
      const row = Buffer.alloc(12)
      row.writeUInt16LE(tag)
      row.writeUInt16LE(type, 2)
      row.writeUInt32LE(count, 4)
      if (value.byteLength <= 4) value.copy(row, 8)
      else {
        row.writeUInt32LE(at, 8)
        values.push(value)
        at += value.byteLength
      }
      return row
    })
    const head = Buffer.from('II*\0\x08\0\0\0', 'latin1')
    const count = Buffer.alloc(2)
    count.writeUInt16LE(entries.length)
    const behind = Buffer.alloc(4)
    behind.writeUInt32LE(next)
    return Buffer.concat([head, count, ...rows, behind, ...values])
  }
  const segment = (...body: Buffer[]): Buffer => {
    const content = Buffer.concat(body)
    return Buffer.concat([Buffer.of(0xff, 0xe1), u16(content.byteLength + 2), content])
  }
  const jpeg = (block: Buffer): Buffer =>
    Buffer.concat([Buffer.of(0xff, 0xd8), segment(latin('Exif\0\0'), block), makeJpeg().subarray(2)])
  const LE = (value: number): Buffer => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32LE(value)
    return bytes
  }

  test('the EXIF of a thumbnail is cleaned too', async () => {
    const at = 8 + 2 + 2 * 12 + 4
    const entries: Parameters<typeof tiff>[0] = [
      [0x0201, 4, 1, LE(at)],
      [0x0202, 4, 1, LE(PLACED.byteLength)],
    ]
    await expectClean(jpeg(Buffer.concat([tiff(entries), PLACED])), RATIONALS)
  })

  test('text of the UTF-8 type of EXIF 3 is cleaned', async () => {
    const said = latin('GPS 48.137154, 11.576124\0')
    await expectClean(jpeg(tiff([[0x010e, 129, said.byteLength, said]])), '48.137154')
  })

  test('the EXIF of a base64 picture in XMP is removed', async () => {
    const xmp = latin(
      `http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><rdf:RDF><rdf:Description GImage:Data="${PLACED.toString('base64')}"/></rdf:RDF></x:xmpmeta>`,
    )
    const file = Buffer.concat([Buffer.of(0xff, 0xd8), segment(xmp), makeJpeg().subarray(2)])
    await expectClean(file, PLACED.toString('base64'))
    const plain = latin(
      `http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><rdf:RDF><rdf:Description GImage:Data="${makeJpeg().toString('base64')}"/></rdf:RDF></x:xmpmeta>`,
    )
    const kept = Buffer.concat([Buffer.of(0xff, 0xd8), segment(plain), makeJpeg().subarray(2)])
    expect(await giveAway(kept)).toEqual(kept)
  })
})

describe('films', () => {
  test('user data of a medium, within a track, is cleaned', async () => {
    const place = box('\xa9xyz', u16(18), u16(0x15c7), latin('+48.1371+011.5761/'))
    const track = box(
      'trak',
      box('tkhd', Buffer.alloc(84)),
      box('mdia', box('mdhd', Buffer.alloc(24)), box('udta', place)),
    )
    await expectClean(
      Buffer.concat([
        box('ftyp', latin('qt  \0\0\0\0')),
        box('mdat', Buffer.alloc(100, 5)),
        box('moov', track),
      ]),
      '+48.1371+011.5761/',
    )
  })

  test('a cover is cleaned, in PNG and in other formats', async () => {
    const value = box('data', u32(14), u32(0), pngWith(PLACED))
    const film = Buffer.concat([
      box('ftyp', latin('M4A \0\0\0\0')),
      box('mdat', Buffer.alloc(100, 5)),
      box('moov', box('udta', box('meta', u32(0), box('ilst', box('covr', value))))),
    ])
    await expectClean(film, RATIONALS)
  })

  test('a picture that is attached to a Matroska film is cleaned', async () => {
    const attached = element(
      0x1941a469,
      element(0x61a7, element(0x466e, latin('cover.jpg')), element(0x465c, PLACED)),
    )
    const film = Buffer.concat([makeWebm({}, { docType: 'matroska' }), attached])
    const given = await giveAway(film)
    if (given !== 'asked') expect(given.toString('latin1')).not.toContain(RATIONALS)
  })

  test('nested attachments are not read again and again', async () => {
    const within = Buffer.from('1941a46913ffffff61a78400000000', 'hex')
    const film = Buffer.concat([
      makeWebm({}),
      ...Array.from({ length: 2000 }, () => within),
      Buffer.alloc(16 << 20),
    ])
    expect(await giveAway(film)).toBe('asked')
  })

  test('subtitles of a drone in a Matroska film are cleaned', async () => {
    const said = latin('[latitude: 48.137154] [longitude: 11.576124]')
    const film = Buffer.concat([
      makeWebm({}, { docType: 'matroska' }),
      element(0x1f43b675, element(0xa3, said)),
    ])
    const given = await giveAway(film)
    if (given !== 'asked') expect(given.toString('latin1')).not.toContain('48.137154')
  })
})

function pngWith(picture: Buffer): Buffer {
  const at = picture.indexOf('II*\0')
  const chunk = (type: string, data: Buffer): Buffer =>
    Buffer.concat([u32(data.byteLength), latin(type), data, Buffer.alloc(4)])
  return Buffer.concat([
    latin('\x89PNG\r\n\x1a\n'),
    chunk('IHDR', Buffer.alloc(13, 1)),
    chunk('eXIf', picture.subarray(at, at + 260)),
    chunk('IDAT', Buffer.alloc(9)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

test('the owner is asked about a picture in a document within a document', () => {
  const documentOf = (name: string, content: Buffer): Buffer =>
    makeZip([
      { name, content },
      { name: 'word/document.xml', content: latin('<w:document/>') },
    ])
  const inner = documentOf('word/media/image1.jpg', PLACED)
  const outer = documentOf('word/embeddings/inner.docx', inner)
  return expect(giveAway(outer, 'outer.docx')).resolves.toBe('asked')
})
