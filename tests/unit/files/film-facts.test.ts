// Facts of films are read from every position a format allows. Locations can be removed. Damage
// gives fewer facts, never an error.
import { describe, expect, test } from 'vitest'
import { typeOfContent } from '../../../src/core/files/file-type.ts'
import { readFilmFacts } from '../../../src/core/files/films/film-facts.ts'
import { parseIso6709 } from '../../../src/core/files/films/iso-6709.ts'
import { patched } from '../../../src/core/files/placeless/patches.ts'
import { findPlaces } from '../../../src/core/files/placeless/find-places.ts'
import { box, element, makeMp4, makeQuickTime, makeWebm } from '../../support/films.ts'

const AT = Date.UTC(2031, 3, 1, 9)
const PLACE = '+41.9000-012.5000+021.000/'
const ROME = { latitude: 41.9, longitude: -12.5 }

const partsOf = (file: Buffer) => async (start: number, bytes: number) =>
  Buffer.from(file.subarray(start, start + bytes))

const read = (file: Buffer) => readFilmFacts(partsOf(file), file.byteLength, typeOfContent(file, ''))

async function strip(file: Buffer): Promise<Buffer> {
  const patches = await findPlaces(partsOf(file), file.byteLength, typeOfContent(file, ''))
  return Buffer.from(patched(file, 0, patches))
}

test('parseIso6709() reads degrees, minutes and seconds, and returns null for other text', () => {
  expect(parseIso6709(PLACE)).toEqual(ROME)
  expect(parseIso6709('+27.5916+086.5640+8850CRSWGS_84/')).toEqual({ latitude: 27.5916, longitude: 86.564 })
  expect(parseIso6709('-3330+15115/')).toEqual({ latitude: -33.5, longitude: 151.25 })
  expect(parseIso6709('+404500.0-0733000.0/')).toEqual({ latitude: 40.75, longitude: -73.5 })
  for (const none of [
    '',
    'Rome',
    '+91.0+000.0/',
    '+10.0+181.0/',
    '+00.0000+000.0000/',
    '+1+2/',
    `+${'9'.repeat(900)}`,
  ])
    expect(parseIso6709(none)).toBeNull()
})

describe('when and where a film was taken', () => {
  test.each([
    ['MP4, in four bytes', makeMp4({ takenAt: AT, place: PLACE })],
    [
      'MP4, in eight bytes and numbers',
      makeMp4({ takenAt: AT, place: PLACE }, { isLong: true, way: 'loci' }),
    ],
    ['MP4, as iTunes writes', makeMp4({ takenAt: AT, place: PLACE }, { way: 'itunes' })],
    ['WebM, by its tags', makeWebm({ takenAt: AT, tags: { LOCATION: PLACE } })],
  ])('is read from %s, and its location can be removed', async (_, film) => {
    const facts = await read(film)
    expect(facts.takenAt).toBe(AT)
    expect(facts.place?.latitude).toBeCloseTo(41.9, 3)
    expect(facts.place?.longitude).toBeCloseTo(-12.5, 3)
    const stripped = await strip(film)
    expect(await read(stripped)).toEqual({ ...facts, place: null })
    expect(stripped.byteLength).toBe(film.byteLength)
  })

  test('is read from the named values of QuickTime, with time zone and camera', async () => {
    const said = {
      creationdate: '2031-04-01T11:00:00+0200',
      'location.ISO6709': PLACE,
      make: 'Maker\u202e',
      model: 'M1',
    }
    const film = makeQuickTime(said)
    expect(await read(film)).toEqual({ takenAt: AT, place: ROME, camera: 'Maker M1' })
    expect(await read(await strip(film))).toEqual({ takenAt: AT, place: null, camera: 'Maker M1' })
  })

  test('is null if the clock of the camera was never set', async () => {
    expect(await read(makeMp4({}))).toEqual({ takenAt: null, place: null, camera: null })
    expect(await read(makeWebm({}))).toEqual({ takenAt: null, place: null, camera: null })
  })
})

test('a location in the tags of a Matroska film is removed with the checksum over it, and nothing else changes', async () => {
  const film = makeWebm({ tags: { RECORDING_LOCATION: 'Roma', TITLE: 'Forum', 'LOCATION-eng': PLACE } })
  const stripped = await strip(film)
  expect([stripped.includes('Roma'), stripped.includes('+41.9'), stripped.includes('Forum')]).toEqual([
    ...[false, false, true],
  ])
  const changed = [...film].flatMap((byte, i) => (byte === stripped[i] ? [] : [[byte, stripped[i]]]))
  expect(changed.filter(([, now]) => now !== 0x20)).toEqual([[0xbf, 0xec]])
  const untouched = makeWebm({ takenAt: AT, tags: { TITLE: 'Forum' } })
  expect(await strip(untouched)).toEqual(untouched)
})

test('a WebM is recognised wherever its header has the DocType, and a Matroska film is not a WebM', () => {
  expect(typeOfContent(makeWebm({}, { before: 900 }), 'x')).toBe('video/webm')
  expect(typeOfContent(makeWebm({}, { docType: 'matroska', before: 3 }), 'webm.webm')).toBe(
    'video/x-matroska',
  )
  expect(typeOfContent(Buffer.from('\x1a\x45\xdf\xa3\xff webm', 'latin1'), 'x')).toBe('video/x-matroska')
})

test('reading a film takes few reads, whatever number of boxes and lengths it claims', async () => {
  const films = {
    'video/mp4': Buffer.concat([
      box('ftyp', Buffer.from('mp42')),
      Buffer.from('\0\0\0\x08free'.repeat(50_000), 'latin1'),
    ]),
    'video/webm': Buffer.concat([
      element(0x1a45dfa3),
      element(0x18538067, Buffer.from('\xec\x80'.repeat(90_000), 'latin1')),
    ]),
  }
  for (const [type, film] of Object.entries(films)) {
    let parts = 0
    let most = 0
    const counting = async (start: number, bytes: number) => {
      parts++
      most = Math.max(most, bytes)
      return Buffer.from(film.subarray(start, start + bytes))
    }
    await readFilmFacts(counting, film.byteLength, type)
    expect(parts).toBeLessThanOrEqual(5001)
    expect(most).toBeLessThanOrEqual(1 << 20)
  }
})

test('reading facts of a damaged film ends, and so does removing its location (seeded)', async () => {
  let seed = 11
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff
    return seed % below
  }
  const small = (film: Buffer): Buffer =>
    Buffer.from(film.toString('latin1').replace(/\x05{100,}/, ''), 'latin1')
  const films = [
    makeMp4({ takenAt: AT, place: PLACE }),
    makeMp4({ takenAt: AT, place: PLACE }, { isLong: true, way: 'loci' }),
    makeQuickTime({ 'location.ISO6709': PLACE, make: 'M' }),
    makeWebm({ takenAt: AT, tags: { LOCATION: PLACE } }),
  ].map(small)
  for (let round = 0; round < 1500; round++) {
    const original = films[round % films.length]!
    const film = Buffer.from(original.subarray(0, original.byteLength - random(3) * random(60)))
    for (let i = random(10); i >= 0; i--)
      film[random(film.byteLength)] = [0, 1, 0xff, random(256)][random(4)]!
    const type = typeOfContent(original, '')
    const { takenAt, place } = await readFilmFacts(partsOf(film), film.byteLength, type)
    const isTime =
      takenAt === null || (Number.isSafeInteger(takenAt) && !Number.isNaN(new Date(takenAt).getTime()))
    const isPlace = place === null || (Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180)
    expect([isTime, isPlace], `seed 11, round ${round}`).toEqual([true, true])
    const patches = await findPlaces(partsOf(film), film.byteLength, type)
    const isWithin = patches.every(
      ({ start, bytes }) => start >= 0 && start + bytes.byteLength <= film.byteLength,
    )
    expect(isWithin, `seed 11, round ${round}`).toBe(true)
  }
})
