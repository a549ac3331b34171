// Removal of locations from files. No trace is left, nothing else moves, and damaged files stay
// unchanged.
import { crc32 } from 'node:zlib'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { typeOfContent } from '../../../src/core/files/file-type.ts'
import { readFacts } from '../../../src/core/files/picture-facts.ts'
import { patched, readerOf, type Patch } from '../../../src/core/files/placeless/patches.ts'
import { findPlaces } from '../../../src/core/files/placeless/find-places.ts'
import { PlaceRemains } from '../../../src/core/files/placeless/place-remains.ts'
import { listNumbers, saysPlaceStill } from '../../../src/core/files/placeless/second-look.ts'
import { makeJpeg } from '../../support/pictures-with-facts.ts'

const PLACE = { latitude: 41.9, longitude: -12.5 }
/**
 * Real pictures, some damaged, outside the repository. Tests that need them are skipped without
 * them.
 */
const samples = process.env.FUMIKURA_SAMPLES

async function strip(file: Buffer, name = ''): Promise<Buffer> {
  const patches = await findPlaces(
    async (start, bytes) => Buffer.from(file.subarray(start, start + bytes)),
    file.byteLength,
    typeOfContent(file, name),
  )
  return Buffer.from(patched(file, 0, patches))
}

const placeIn = async (file: Buffer) => (await readFacts(file, typeOfContent(file, ''))).place

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const head = Buffer.alloc(4)
  head.writeUInt32BE(data.byteLength)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([head, body, check])
}

/** Returns the TIFF within a test picture. */
function tiffOf(jpeg: Buffer): Buffer {
  const at = jpeg.indexOf('II*\0')
  return jpeg.subarray(at, at + 260)
}

const XMP = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:p="http://ns.adobe.com/photoshop/1.0/" exif:GPSLatitude="41,54.0N" exif:GPSLongitude='12,30.0W' exif:Flash="1"><p:City>Roma</p:City><exif:GPSMapDatum>WGS-84</exif:GPSMapDatum></rdf:Description></rdf:RDF></x:xmpmeta>`

function makePng(...chunks: Buffer[]): Buffer {
  const header = Buffer.from([0, 0, 0, 9, 0, 0, 0, 7, 8, 2, 0, 0, 0])
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    ...chunks,
    pngChunk('IDAT', Buffer.alloc(9)),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

function makeWebp(tiff: Buffer): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const head = Buffer.alloc(8)
    head.write(type, 'latin1')
    head.writeUInt32LE(data.byteLength, 4)
    return Buffer.concat([head, data, Buffer.alloc(data.byteLength % 2)])
  }
  const extended = Buffer.from([8, 0, 0, 0, 8, 0, 0, 6, 0, 0])
  const body = Buffer.concat([Buffer.from('WEBP'), chunk('VP8X', extended), chunk('EXIF', tiff)])
  const head = Buffer.alloc(8)
  head.write('RIFF')
  head.writeUInt32LE(body.byteLength, 4)
  return Buffer.concat([head, body])
}

function box(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(data.byteLength + 8)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, data])
}

const ISO = '+41.9000-012.5000+021.000/'

function makeFilm(): Buffer {
  const spoken = Buffer.concat([Buffer.of(0, ISO.length, 0x15, 0xc7), Buffer.from(ISO)])
  const numbers = Buffer.concat([Buffer.alloc(6), Buffer.from('Roma\0'), Buffer.alloc(13, 7)])
  const saying = box('udta', Buffer.concat([box('\xa9xyz', spoken), box('loci', numbers)]))
  return Buffer.concat([
    box('ftyp', Buffer.from('mp42\0\0\0\0')),
    box('mdat', Buffer.from(`frames ${ISO} frames`)),
    box('moov', saying),
  ])
}

describe('a location is removed, and nothing else changes', () => {
  test('the location is removed from a JPEG with EXIF', async () => {
    const file = makeJpeg({ place: PLACE, takenAt: '2031:04:01 09:00:00' })
    const stripped = await strip(file)
    expect(await placeIn(file)).toMatchObject({ latitude: expect.closeTo(41.9, 4) as number })
    expect(await placeIn(stripped)).toBeNull()
    expect(stripped.byteLength).toBe(file.byteLength)
    const facts = await readFacts(stripped, 'image/jpeg')
    expect(facts).toEqual({ ...(await readFacts(file, 'image/jpeg')), place: null })
    // The entries are zeros, so no other program finds a trace.
    expect(stripped.includes(Buffer.from('N\0\0\0'))).toBe(false)
  })

  test('the location is removed from a JPEG and from a JPEG within it', async () => {
    const file = Buffer.concat([makeJpeg(), makeJpeg({ place: PLACE })])
    expect(await placeIn((await strip(file)).subarray(makeJpeg().byteLength))).toBeNull()
  })

  test('the location is removed from EXIF and XMP in a PNG, and checksums stay valid', async () => {
    const file = makePng(
      pngChunk('eXIf', tiffOf(makeJpeg({ place: PLACE }))),
      pngChunk('iTXt', Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${XMP}`)),
    )
    const stripped = await strip(file)
    expect(await placeIn(file)).not.toBeNull()
    expect(await placeIn(stripped)).toBeNull()
    for (let at = 8; at < stripped.byteLength;) {
      const length = stripped.readUInt32BE(at)
      expect(stripped.readUInt32BE(at + 8 + length)).toBe(crc32(stripped.subarray(at + 4, at + 8 + length)))
      at += 12 + length
    }
  })

  test('the location is removed from every XMP property that is named after a location, whatever its prefix', async () => {
    const stripped = (
      await strip(makePng(pngChunk('iTXt', Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${XMP}`))))
    ).toString()
    for (const gone of ['41,54.0N', '12,30.0W', 'Roma', 'WGS-84']) expect(stripped).not.toContain(gone)
    expect(stripped).toContain('exif:Flash="1"')
  })

  test('the location is removed from a compressed text of a PNG, which becomes a comment', async () => {
    const file = makePng(pngChunk('zTXt', Buffer.from('Raw profile type exif\0\0packed')))
    const stripped = await strip(file)
    expect([
      stripped.includes('Raw profile'),
      stripped.includes('tEXtComment\0'),
      stripped.byteLength,
    ]).toEqual([false, true, file.byteLength])
  })

  test('the location is removed from a WebP', async () => {
    const file = makeWebp(tiffOf(makeJpeg({ place: PLACE })))
    expect([(await placeIn(file)) === null, await placeIn(await strip(file))]).toEqual([false, null])
  })

  test('the location is removed from a TIFF', async () => {
    const file = tiffOf(makeJpeg({ place: PLACE }))
    expect([(await placeIn(file)) === null, await placeIn(await strip(file))]).toEqual([false, null])
  })

  test('the location is removed from a film, and its frames stay unchanged', async () => {
    const file = makeFilm()
    const stripped = await strip(file)
    expect(stripped.toString('latin1').split(ISO)).toHaveLength(2)
    expect([stripped.includes('Roma'), stripped.includes('loci'), stripped.byteLength]).toEqual([
      false,
      false,
      file.byteLength,
    ])
  })
})

test('a picture with too many segments is refused early', async () => {
  const file = Buffer.concat([Buffer.of(0xff, 0xd8), Buffer.from('\xff\xec\0\x02'.repeat(20_000), 'latin1')])
  await expect(strip(file)).rejects.toThrow(PlaceRemains)
})

const MANY = 200_000

test.each([
  [
    'a picture',
    makePng(
      pngChunk(
        'iTXt',
        Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0<x>${'<p:lat>41.9</p:lat>'.repeat(MANY)}</x>`),
      ),
    ),
    /41\.9/,
  ],
  [
    'a film after a picture',
    Buffer.concat([
      makeJpeg(),
      box('ftyp', Buffer.from('mp42\0\0\0\0mp42')),
      ...Array.from({ length: MANY - 100 }, () => box('spot', Buffer.from('41.9'))),
    ]),
    /41\.9/,
  ],
])('%s with 200,000 locations loses all of them', async (_what, file, said) => {
  expect(file.toString('latin1')).toMatch(said)
  const stripped = await strip(file)
  expect(said.test(stripped.toString('latin1'))).toBe(false)
})

test('searching a damaged file ends, and patches stay within the file (seeded)', async () => {
  let seed = 7
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff
    return seed % below
  }
  const files = [
    makeJpeg({ place: PLACE, takenAt: '2031:04:01 09:00:00' }),
    makePng(pngChunk('eXIf', tiffOf(makeJpeg({ place: PLACE }))), pngChunk('iTXt', Buffer.from(XMP))),
    makeWebp(tiffOf(makeJpeg({ place: PLACE }))),
    makeFilm(),
    tiffOf(makeJpeg({ place: PLACE })),
  ]
  for (let round = 0; round < 400; round++) {
    const original = files[round % files.length]!
    const file = Buffer.from(original.subarray(0, original.byteLength - random(3) * random(200)))
    for (let i = random(12); i >= 0; i--) file[random(file.byteLength)] = random(256)
    const type = typeOfContent(original, '')
    await readFacts(file, type)
    const read = async (start: number, bytes: number) => Buffer.from(file.subarray(start, start + bytes))
    const patches: Patch[] = await findPlaces(read, file.byteLength, type).catch((error: unknown) => {
      if (error instanceof PlaceRemains) return []
      throw error
    })
    const isWithin = patches.every(
      ({ start, bytes }) => start >= 0 && start + bytes.byteLength <= file.byteLength,
    )
    expect(isWithin, `seed 7, round ${round}`).toBe(true)
  }
})

test.skipIf(samples === undefined)('no sample contains a location after the removal', async () => {
  const folder = join(samples!, 'photos')
  const names = readdirSync(folder).filter((name) => !name.endsWith('.md'))
  const said: string[] = []
  for (const name of names) {
    const file = readFileSync(join(folder, name))
    if ((await placeIn(file)) !== null) said.push(name)
    const stripped = await strip(file)
    expect(await placeIn(stripped), name).toBeNull()
    const [place, type] = [await placeIn(file), typeOfContent(file, '')]
    const numbers = await listNumbers(
      readerOf(file),
      await findPlaces(readerOf(file), file.byteLength, type),
      place,
    )
    expect(await saysPlaceStill(readerOf(stripped), stripped.byteLength, numbers), name).toBe(false)
    expect(stripped.equals(await strip(stripped)), name).toBe(true)
  }
  expect(said.length).toBeGreaterThan(3)
})
