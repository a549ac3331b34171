// The location of a picture. Its author keeps it, and others get it only on request.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { readFacts } from '../../../src/core/files/picture-facts.ts'
import { useCircle } from '../../support/circle.ts'
import { addFile, saveFiles } from '../../support/files.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import { makeMp4 } from '../../support/films.ts'
import { asUrl, makePicture } from '../../support/pictures.ts'
import { makeJpeg } from '../../support/pictures-with-facts.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const circle = useCircle()
const makeFolder = useTempFolders()
const ROME = { latitude: 41.9, longitude: 12.5 }

async function addPicture(person: Person, name: string, place: typeof ROME | undefined) {
  const path = join(await makeFolder(), name)
  await writeFile(path, Buffer.concat([makeJpeg({ place }), Buffer.from(name)]))
  return addFile(person, path)
}

async function savedPlace(person: Person, ref: string, number = 1) {
  const [path] = await saveFiles(person, ref as never, await makeFolder(), { number })
  return (await readFacts(await readFile(path!), 'image/jpeg')).place
}

const ownObjects = (person: Person): number =>
  person.home.parts.ledger.get<{ n: number }>('SELECT count(*) AS n FROM own_objects')!.n

test('an attached picture is sent without its location in bytes and label unless the sender keeps it; the copy is made once', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const { file, facts } = await addPicture(alice, 'rome.jpg', ROME)
  expect(facts.place).toEqual({
    latitude: expect.closeTo(41.9, 4) as number,
    longitude: expect.closeTo(12.5, 4) as number,
  })
  const without = await alice.write(bob, 'Rome', 'x', { attachments: [file] })
  const objects = ownObjects(alice)
  const again = await alice.write(bob, 'Again', 'x', { attachments: [file] })
  const meant = await alice.write(bob, 'Meant', 'x', {
    attachments: [file],
    policy: { ...PLAIN_POLICY, keepPlace: true },
  })
  // Two letters, and no file.
  expect(ownObjects(alice)).toBe(objects + 2)
  await bob.arrival(meant)
  for (const ref of [without, again]) {
    const [attached] = (await bob.read(ref)).attachments
    expect([attached!.name, attached!.facts.place, await savedPlace(bob, ref)]).toEqual([
      'rome.jpg',
      null,
      null,
    ])
  }
  expect((await bob.read(meant)).attachments[0]!.facts.place).not.toBeNull()
  expect(await savedPlace(bob, meant)).not.toBeNull()
  // The copy is not among the files that alice sees.
  const listed = await alice.do.files.list({ limit: 10 }, calling)
  expect(listed.map(({ facts: { place } }) => place === null)).toEqual([false])
})

test('an album and its additions go to each audience with or without locations, as that audience was given it', async () => {
  const [alice, bob, carol] = (await circle(['alice', 'bob', 'carol'])).people as [Person, Person, Person]
  const one = await addPicture(alice, 'rome.jpg', ROME)
  const two = await addPicture(alice, 'desk.jpg', undefined)
  await alice.do.albums.create({ title: 'Rome', text: 'spring', files: [one.file, two.file] }, calling)
  await alice.do.albums.share({ album: 'Rome', to: 'bob', keepPlace: false }, calling)
  await alice.do.albums.share({ album: 'Rome', to: 'carol', keepPlace: true }, calling)
  const three = await addPicture(alice, 'forum.jpg', ROME)
  await alice.do.albums.add({ album: 'Rome', files: [three.file] }, calling)
  const places = async (person: Person): Promise<boolean[]> => {
    await person.do.albums.open({ album: 'Rome', waitMs: PATIENCE_MS }, calling).catch(() => undefined)
    const files = await person.do.albums.files({ album: 'Rome', limit: 10 }, calling).catch(() => [])
    return files.map(({ facts }) => facts.place !== null)
  }
  await eventually(async () => (await places(bob)).length === 3 && (await places(carol)).length === 3)
  expect([await places(alice), await places(bob), await places(carol)]).toEqual([
    [true, false, true],
    [false, false, false],
    [true, false, true],
  ])
  const theirs = await bob.do.albums.files({ album: 'Rome', limit: 10 }, calling)
  expect(await savedPlace(bob, theirs[0]!.source!.ref)).toBeNull()
  // A removed file is removed for both.
  await alice.do.albums.remove({ album: 'Rome', files: [one.file] }, calling)
  await eventually(async () => (await places(bob)).length === 2 && (await places(carol)).length === 2)
})

test('a film shows when and where it was taken, however it was added, and is sent without its location', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const takenAt = Date.UTC(2031, 3, 1, 9)
  const film = makeMp4({ takenAt, place: '+41.9000+012.5000/' })
  const path = join(await makeFolder(), 'forum.mp4')
  await writeFile(path, film)
  const added = await addFile(alice, path)
  expect(added).toMatchObject({ facts: { takenAt: new Date(takenAt).toISOString(), place: ROME } })
  // One byte more, because the same content would be the same file.
  const pieces = [film, Buffer.of(0)]
  const streamed = await alice.files.add({
    ...{ name: 'again.mp4', size: film.byteLength + 1, sealing: '0'.repeat(32) },
    body: Readable.from(pieces),
  })
  expect(streamed).toMatchObject({ facts: { place: ROME } })
  const ref = await alice.write(bob, 'Rome', 'x', { attachments: [added.file] })
  await bob.arrival(ref)
  const [attached] = (await bob.read(ref)).attachments
  expect(attached!.facts).toMatchObject({ takenAt: new Date(takenAt).toISOString(), place: null })
  const [saved] = await saveFiles(bob, ref, await makeFolder())
  const bytes = await readFile(saved!)
  expect([bytes.byteLength, bytes.includes('+41.9000')]).toEqual([film.byteLength, false])
})

/** Raw pictures of Fuji. No code here can remove their location. */
const RAW = Buffer.concat([Buffer.from('FUJIFILMCCD-RAW 0201'), Buffer.alloc(400, 1)])

async function addBytes(person: Person, name: string, bytes: Uint8Array) {
  const path = join(await makeFolder(), name)
  await writeFile(path, bytes)
  return addFile(person, path)
}

test('files that may contain a location are refused together, and are sent unchanged after consent', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const raw = await addBytes(alice, 'raw.raf', RAW)
  const data = await addBytes(alice, 'photo.json', Buffer.from('{"geoData": {"latitude": 48.1}}'))
  const text = await addBytes(alice, 'note.txt', Buffer.from('lat: 48.1371'))
  const photo = await addPicture(alice, 'rome.jpg', ROME)
  const attachments = [raw, data, text, photo].map(({ file }) => file)
  await expect(alice.write(bob, 'x', 'x', { attachments })).rejects.toMatchObject({
    code: 'PLACE_REMAINS',
    message: expect.stringContaining('raw.raf, photo.json') as string,
    details: {
      files: [
        { file: raw.file, name: 'raw.raf', why: 'kind' },
        { file: data.file, name: 'photo.json', why: 'seen' },
      ],
    },
  })
  // Files that can be cleaned are cleaned, whatever the consent.
  const asIs = [raw.file, data.file, photo.file]
  const ref = await alice.write(bob, 'x', 'x', { attachments, asIs })
  await bob.arrival(ref)
  await bob.read(ref)
  const saved = await saveFiles(bob, ref, await makeFolder(), { number: 1 })
  expect(await readFile(saved[0]!)).toEqual(RAW)
  expect(await savedPlace(bob, ref, 4)).toBeNull()
})

test('sharing an album asks for each audience which files to send unchanged, and a changed page keeps the answer', async () => {
  const [alice, bob, carol] = (await circle(['alice', 'bob', 'carol'])).people as [Person, Person, Person]
  const [raw, photo] = [await addBytes(alice, 'raw.raf', RAW), await addPicture(alice, 'rome.jpg', ROME)]
  const other = await addPicture(alice, 'forum.jpg', ROME)
  const files = [raw.file, photo.file, other.file]
  await alice.do.albums.create({ title: 'Rome', text: '', files }, calling)
  const share = (to: string, asIs: string[]) =>
    alice.do.albums.share({ album: 'Rome', to, keepPlace: false, asIs }, calling)
  const refused = { code: 'PLACE_REMAINS', details: { files: [{ name: 'raw.raf' }] } }
  await expect(share('bob', [])).rejects.toMatchObject(refused)
  await share('bob', [raw.file])
  await expect(share('carol', [])).rejects.toMatchObject(refused)
  const more = await addBytes(alice, 'more.raf', Buffer.concat([RAW, RAW]))
  await expect(alice.do.albums.add({ album: 'Rome', files: [more.file] }, calling)).rejects.toMatchObject({
    code: 'PLACE_REMAINS',
  })
  await alice.do.albums.remove({ album: 'Rome', files: [other.file] }, calling)
  const names = async (person: Person): Promise<string[]> => {
    await person.do.albums.open({ album: 'Rome', waitMs: PATIENCE_MS }, calling).catch(() => undefined)
    const list = await person.do.albums.files({ album: 'Rome', limit: 10 }, calling).catch(() => [])
    return list.map(({ name }) => name).sort()
  }
  await eventually(async () => (await names(bob)).length === 2)
  expect([await names(bob), await names(carol)]).toEqual([['raw.raf', 'rome.jpg'], []])
})

test('an album contains copies of pictures whose labels have no location', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const xmp = 'http://ns.adobe.com/xap/1.0/\0<rdf:RDF><a b:GpsLatitude="+48.137154"/></rdf:RDF>'
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, xmp.length + 2])
  const { file, facts } = await addBytes(
    alice,
    'drone.jpg',
    Buffer.concat([head, Buffer.from(xmp, 'latin1'), makeJpeg().subarray(2)]),
  )
  expect(facts.place).toBeNull()
  await alice.do.albums.create({ title: 'Rome', text: '', files: [file] }, calling)
  await alice.do.albums.share({ album: 'Rome', to: 'bob', keepPlace: false }, calling)
  const list = async () => {
    await bob.do.albums.open({ album: 'Rome', waitMs: PATIENCE_MS }, calling).catch(() => undefined)
    return bob.do.albums.files({ album: 'Rome', limit: 10 }, calling).catch(() => [])
  }
  await eventually(async () => (await list()).length === 1)
  const [saved] = await saveFiles(bob, (await list())[0]!.source!.ref, await makeFolder())
  expect((await readFile(saved!)).includes('48.137')).toBe(false)
  // A note to oneself that attaches it cannot be shared unchanged either.
  const ref = await alice.write({ name: 'self' }, 'Note', 'x', { attachments: [file] })
  await expect(alice.do.letters.share({ ref, to: 'bob' }, calling)).rejects.toMatchObject({
    code: 'PLACE_REMAINS',
  })
})

test('an album of small pictures with large previews is shared with the public without locations', async () => {
  const [alice, , carol] = (await circle(['alice', 'bob', 'carol'])).people as [Person, Person, Person]
  const files: string[] = []
  for (const name of ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg']) {
    const { file } = await addPicture(alice, name, ROME)
    await alice.do.files.describe({ file, preview: asUrl('png', makePicture('png', 1, 23 * 1024)) }, calling)
    files.push(file)
  }
  await alice.do.albums.create({ title: 'Rome', text: '', files }, calling)
  await alice.do.albums.share({ album: 'Rome', to: 'bob', keepPlace: false }, calling)
  await alice.do.albums.share({ album: 'Rome', to: 'public', keepPlace: false }, calling)
  await carol.do.follows.follow({ who: 'alice' }, calling)
  await eventually(async () => {
    await carol.do.albums.open({ album: 'Rome', waitMs: PATIENCE_MS }, calling).catch(() => undefined)
    return (await carol.do.albums.files({ album: 'Rome', limit: 10 }, calling).catch(() => [])).length === 4
  })
  const [first] = await carol.do.albums.files({ album: 'Rome', limit: 1 }, calling)
  expect(await savedPlace(carol, first!.source!.ref)).toBeNull()
})

test('a letter to oneself keeps its locations; a share includes them only on request', async () => {
  const [alice] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const { file } = await addPicture(alice, 'rome.jpg', ROME)
  const ref = await alice.write({ name: 'self' }, 'Note', 'x', { attachments: [file] })
  expect((await alice.read(ref)).attachments[0]!.facts.place).not.toBeNull()
  await expect(alice.do.letters.share({ ref, to: 'bob' }, calling)).rejects.toMatchObject({
    code: 'PLACE_REMAINS',
    details: { files: [{ name: 'rome.jpg', why: 'seen' }] },
  })
  await alice.do.letters.share({ ref, to: 'bob', keepPlace: true }, calling)
})
