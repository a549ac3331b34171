// Files that the tests generate: a seekable and mostly empty film, a PDF with Japanese words, small
// pictures.
import { Buffer } from 'node:buffer'

/** One key frame of VP8, 64 × 48, plain green. */
const FRAME = Buffer.from(
  '5003009d012a400030003f71b8d66434af2b26a2a802902e0967000013f18e1f08458000fe87d7f7b968a456e29410941bc122800000',
  'hex',
)
const FRAMES_A_SECOND = 4

/** Makes a WebM with an index at its start, so that a player can seek by byte ranges. */
export function makeFilm(seconds: number, bytesASecond: number): Buffer {
  const clusters = Array.from({ length: seconds }, (_, second) => makeCluster(second, bytesASecond))
  const info = element('1549a966', [
    element('2ad7b1', [uint(1_000_000)]),
    element('4489', [double(seconds * 1000)]),
    element('4d80', [Buffer.from('test')]),
    element('5741', [Buffer.from('test')]),
  ])
  const video = element('e0', [element('b0', [uint(64)]), element('ba', [uint(48)])])
  const track = [element('d7', [uint(1)]), element('73c5', [uint(1)]), element('83', [uint(1)])]
  const tracks = element('1654ae6b', [
    element('ae', [...track, element('86', [Buffer.from('V_VP8')]), video]),
  ])
  const cuesBytes = makeCues(clusters, 0).byteLength
  const cues = makeCues(clusters, info.byteLength + tracks.byteLength + cuesBytes)
  const head = element('1a45dfa3', [
    element('4282', [Buffer.from('webm')]),
    element('4286', [uint(1)]),
    element('42f7', [uint(1)]),
    element('42f2', [uint(4)]),
    element('42f3', [uint(8)]),
    element('4287', [uint(2)]),
    element('4285', [uint(2)]),
  ])
  return Buffer.concat([head, element('18538067', [info, tracks, cues, ...clusters])])
}

function makeCluster(second: number, bytes: number): Buffer {
  const blocks = Array.from({ length: FRAMES_A_SECOND }, (_, at) => {
    const start = Buffer.from([0x81, 0, 0, 0x80])
    start.writeInt16BE((at * 1000) / FRAMES_A_SECOND, 1)
    return element('a3', [start, FRAME])
  })
  const nothing = element('ec', [Buffer.alloc(bytes)])
  return element('1f43b675', [element('e7', [uint(second * 1000)]), ...blocks, nothing])
}

function makeCues(clusters: readonly Buffer[], start: number): Buffer {
  let place = start
  const points = clusters.map((cluster, second) => {
    const at = element('b7', [element('f7', [uint(1)]), element('f1', [uint(place)])])
    place += cluster.byteLength
    return element('bb', [element('b3', [uint(second * 1000)]), at])
  })
  return element('1c53bb6b', points)
}

function element(id: string, content: readonly Buffer[]): Buffer {
  const bytes = content.reduce((sum, { byteLength }) => sum + byteLength, 0)
  const size = uint(bytes)
  // The first byte encodes the length of the length.
  size[0] = 0x01
  return Buffer.concat([Buffer.from(id, 'hex'), size, ...content])
}

function uint(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(value))
  return bytes
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleBE(value)
  return bytes
}

/**
 * Three pages; the second has 日本語 in a font that is not embedded. Between them is a large object
 * that no page needs.
 */
export function makePdf(unusedBytes: number): Buffer {
  const page = (content: number, font: number): string =>
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Contents ${content} 0 R/Resources<</Font<</F ${font} 0 R>>>>>>`
  const stream = (text: string): string => `<</Length ${text.length}>>stream\n${text}\nendstream`
  const words = (text: string): string => stream(`BT /F 24 Tf 40 300 Td ${text} Tj ET`)
  return assemble([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R 4 0 R 5 0 R]/Count 3>>',
    page(6, 9),
    page(7, 10),
    page(8, 9),
    words('(First page)'),
    words('<65e5672c8a9e>'),
    words('(Third page)'),
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    '<</Type/Font/Subtype/Type0/BaseFont/Ryumin-Light/Encoding/UniJIS-UTF16-H/DescendantFonts[11 0 R]>>',
    '<</Type/Font/Subtype/CIDFontType0/BaseFont/Ryumin-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 5>>/FontDescriptor 12 0 R>>',
    '<</Type/FontDescriptor/FontName/Ryumin-Light/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>',
    stream(' '.repeat(unusedBytes)),
  ])
}

function assemble(objects: readonly string[]): Buffer {
  let text = '%PDF-1.5\n'
  const places = objects.map((object, at) => {
    const place = text.length
    text += `${at + 1} 0 obj\n${object}\nendobj\n`
    return place
  })
  const rows = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  const start = text.length
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`
  text += `trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`
  return Buffer.from(text, 'latin1')
}
