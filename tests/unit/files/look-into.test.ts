// Files that are searched but not changed. Those without a location are sent without a question;
// the owner is asked about the others.
import { randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { typeOfContent } from '../../../src/core/files/file-type.ts'
import { readerOf } from '../../../src/core/files/placeless/patches.ts'
import { lookInto } from '../../../src/core/files/placeless/look-into.ts'
import { PlaceRemains } from '../../../src/core/files/placeless/place-remains.ts'
import { placeRuleOf } from '../../../src/core/files/placeless/place-rules.ts'
import { makeJpeg } from '../../support/pictures-with-facts.ts'
import { countSearchedBytes } from '../../support/searched-bytes.ts'

const latin = (text: string): Buffer => Buffer.from(text, 'latin1')
const placed = makeJpeg({ place: { latitude: 48.1, longitude: 11.5 } })

/** Null if the owner is not asked, else the reason. */
async function askedOf(name: string, bytes: Buffer): Promise<string> {
  const type = typeOfContent(bytes, name)
  const rule = placeRuleOf(type)
  if (rule !== 'look') return rule
  return lookInto({ read: readerOf(bytes), size: bytes.byteLength, name, type }).then(
    () => 'nothing',
    (error: unknown) => (error instanceof PlaceRemains ? error.why : Promise.reject(error as Error)),
  )
}

async function zip(files: Record<string, Buffer>): Promise<Buffer> {
  const made = new ZipFile()
  for (const [name, bytes] of Object.entries(files)) made.addBuffer(bytes, name)
  made.end()
  return buffer(made.outputStream)
}

const pdf = (stream: Buffer, dictionary = '/Filter /FlateDecode'): Buffer =>
  Buffer.concat([
    latin(`%PDF-1.7\n1 0 obj\n<< ${dictionary} >>\nstream\n`),
    stream,
    latin('\nendstream\nendobj\n'),
  ])

test.each([
  ['photo.raf', latin('FUJIFILMCCD-RAW \0\x01')],
  ['photo.orf', latin('IIRO\x08\0\0\0\0\x01')],
  ['photo.rw2', latin('IIU\0\x08\0\0\0\xff')],
  ['renamed.bin', latin('IIRO\x08\0\0\0\0\x01')],
  ['renamed', Buffer.concat([Buffer.alloc(5000, 200), placed])],
  ['layers.psd', latin('8BPS\0\x01\0\0')],
  ['photo.jxl', latin('\0\0\0\x0cJXL \r\n\x87\n')],
  ['photo.jpg', Buffer.from([1, 2, 3, 0, 255])],
  ['track.gpx', latin('<?xml version="1.0"?><gpx></gpx>')],
  ['mail.eml', latin('From: a@b.c\r\n\r\nx')],
])('the owner is asked about %s, because its location cannot be removed', async (name, bytes) => {
  expect(await askedOf(name, bytes)).toBe('kind')
})

test('the owner is asked about known types that cannot be cleaned, without a search', async () => {
  expect(await askedOf('film.avi', latin('RIFF\0\0\0\0AVI LIST'))).toBe('ask')
  expect(await askedOf('old.doc', latin('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'))).toBe('ask')
  expect(await askedOf('a.7z', latin('7z\xbc\xaf\x27\x1c'))).toBe('ask')
})

test('a PDF with many streams without an end is searched in linear time', async () => {
  const streams = ' obj<</Filter/FlateDecode>>stream\nx\n'.repeat(20_000)
  const pdf = latin(`%PDF-1.7\n${streams}${' '.repeat(1 << 20)}`)
  const searched = countSearchedBytes()
  expect(await askedOf('many.pdf', pdf)).toBe('nothing')
  // To search the end of each stream looks at thousands of times its bytes.
  expect(searched() / pdf.length).toBeLessThan(10)
})

test('archives and documents are searched', async () => {
  expect(await askedOf('a.zip', await zip({ 'a.jpg': makeJpeg(), 'note.txt': latin('hello') }))).toBe(
    'nothing',
  )
  expect(await askedOf('a.zip', await zip({ 'in/a.jpg': placed }))).toBe('seen')
  expect(
    await askedOf(
      'a.zip',
      await zip({ 'a.raf': Buffer.concat([latin('FUJIFILMCCD-RAW'), randomBytes(300)]) }),
    ),
  ).toBe('kind')
  expect(await askedOf('a.zip', await zip({ 'b.zip': await zip({ 'a.jpg': placed }) }))).toBe('seen')
  expect(await askedOf('a.docx', await zip({ 'word/media/1.jpg': placed, 'x.xml': latin('<a/>') }))).toBe(
    'seen',
  )
  const settings = { 'word/media/1.jpg': makeJpeg(), 'word/printer.bin': randomBytes(300) }
  expect(await askedOf('a.docx', await zip(settings))).toBe('nothing')
  expect(await askedOf('cut.zip', (await zip({ 'a.jpg': placed })).subarray(0, -30))).toBe('form')
  // Shorter than an archive with one entry can be.
  expect(await askedOf('no.zip', latin('PK\x03\x04rest of it'))).toBe('nothing')
})

test('a PDF is searched, also its compressed streams', async () => {
  const xmp = latin('<rdf:RDF><exif:GPSLatitude>48,8.2N</exif:GPSLatitude></rdf:RDF>')
  expect(await askedOf('a.pdf', pdf(deflateSync(latin('BT (hello) Tj ET'))))).toBe('nothing')
  expect(await askedOf('a.pdf', pdf(deflateSync(xmp)))).toBe('seen')
  expect(await askedOf('a.pdf', pdf(xmp, '/Subtype /XML'))).toBe('seen')
  expect(await askedOf('a.pdf', pdf(placed, '/Filter /DCTDecode /Subtype /Image'))).toBe('seen')
  expect(await askedOf('a.pdf', pdf(deflateSync(latin('x')), '/Encrypt 1 0 R /Filter /FlateDecode'))).toBe(
    'form',
  )
})

test('a small archive is searched for tracks', async () => {
  expect(await askedOf('a.zip', await zip({ 'a.gpx': latin('<gpx></gpx>') }))).toBe('kind')
})

test('objects in an office document are searched for photos', async () => {
  const object = (picture: Buffer): Buffer =>
    Buffer.concat([latin('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'), Buffer.alloc(500), picture])
  const inOffice = async (name: string, bytes: Buffer) => askedOf('a.docx', await zip({ [name]: bytes }))
  expect(await inOffice('word/embeddings/oleObject1.bin', object(placed))).toBe('kind')
  expect(await inOffice('word/media/image1.emf', Buffer.concat([Buffer.alloc(100, 1), placed]))).toBe('kind')
  expect(await inOffice('word/embeddings/oleObject1.bin', object(randomBytes(500)))).toBe('nothing')
})

test('a JPEG in a PDF is searched also if it was compressed again', async () => {
  const image = '/Subtype /Image /Filter [/FlateDecode /DCTDecode]'
  expect(await askedOf('a.pdf', pdf(deflateSync(placed), image))).toBe('seen')
  expect(await askedOf('a.pdf', pdf(deflateSync(latin('\xff\xd8\xff\xdb')), image))).toBe('nothing')
})

test('a file attached to a PDF is searched by its own type', async () => {
  const track = latin('<?xml version="1.0"?><gpx><trkpt lat="48.137154" lon="11.576124"></trkpt></gpx>')
  const attached = '/Type /EmbeddedFile'
  const packed = `${attached} /Filter /FlateDecode`
  expect(await askedOf('a.pdf', pdf(track, attached))).toBe('seen')
  expect(await askedOf('a.pdf', pdf(deflateSync(track), packed))).toBe('seen')
  expect(await askedOf('a.pdf', pdf(deflateSync(await zip({ 'a.jpg': placed })), packed))).toBe('seen')
  expect(await askedOf('a.pdf', pdf(Buffer.alloc(20, 128), `${attached} /Filter /LZWDecode`))).toBe('form')
  expect(await askedOf('a.pdf', pdf(deflateSync(latin('<invoice/>')), packed))).toBe('nothing')
})
