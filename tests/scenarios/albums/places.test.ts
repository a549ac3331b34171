// Where a picture was taken: its author keeps it, and others are told only when that is meant.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { readFacts } from '../../../src/core/files/index.ts'
import { useCircle } from '../../support/circle.ts'
import { addFile, saveFiles } from '../../support/files.ts'
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
  return readFacts(await readFile(path!), 'image/jpeg').place
}

const ownObjects = (person: Person): number =>
  person.home.parts.ledger.get<{ n: number }>('SELECT count(*) AS n FROM own_objects')!.n

test('an attached picture goes without its place, in bytes and label, unless that is meant; the copy is made once', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const { file, facts } = await addPicture(alice, 'rome.jpg', ROME)
  expect(facts.place).toEqual({
    latitude: expect.closeTo(41.9, 4) as number,
    longitude: expect.closeTo(12.5, 4) as number,
  })
  const without = await alice.write(bob, 'Rome', 'x', { attachments: [file] })
  const objects = ownObjects(alice)
  const again = await alice.write(bob, 'Again', 'x', { attachments: [file] })
  const meant = await alice.write(bob, 'Meant', 'x', { attachments: [file], keepPlace: true })
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
  // The copy is none of the files that are shown to alice.
  const listed = await alice.do.files.list({ limit: 10 }, calling)
  expect(listed.map(({ facts: { place } }) => place === null)).toEqual([false])
})

test('an album is shared without places and with them, as each audience was given it, and so are additions', async () => {
  const [alice, bob, carol] = (await circle(['alice', 'bob', 'carol'])).people as [Person, Person, Person]
  const one = await addPicture(alice, 'rome.jpg', ROME)
  const two = await addPicture(alice, 'desk.jpg', undefined)
  await alice.do.albums.create({ title: 'Rome', text: 'spring', files: [one.file, two.file] }, calling)
  await alice.do.albums.share({ album: 'Rome', to: 'bob', keepPlace: false }, calling)
  await alice.do.albums.share({ album: 'Rome', to: 'carol', keepPlace: true }, calling)
  const three = await addPicture(alice, 'forum.jpg', ROME)
  await alice.do.albums.add({ album: 'Rome', files: [three.file] }, calling)
  const places = async (person: Person): Promise<boolean[]> => {
    await person.do.albums.open({ album: 'Rome', waitMs: 5000 }, calling).catch(() => undefined)
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
  expect(await savedPlace(bob, theirs[0]!.letter!)).toBeNull()
  // What is taken out is taken out for both.
  await alice.do.albums.remove({ album: 'Rome', files: [one.file] }, calling)
  await eventually(async () => (await places(bob)).length === 2 && (await places(carol)).length === 2)
})

test('a film says when and where it was taken, however it came, and goes without its place', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const takenAt = Date.UTC(2031, 3, 1, 9)
  const film = makeMp4({ takenAt, place: '+41.9000+012.5000/' })
  const path = join(await makeFolder(), 'forum.mp4')
  await writeFile(path, film)
  const added = await addFile(alice, path)
  expect(added).toMatchObject({ facts: { takenAt: new Date(takenAt).toISOString(), place: ROME } })
  // Of the same length it would be the same file.
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

test('a file whose place cannot be taken out is refused by its name', async () => {
  const [alice] = (await circle(['alice', 'bob'])).people as [Person]
  const path = join(await makeFolder(), 'marks.jpg')
  const marks = 'Exif\0\0II*\0'.repeat(300)
  await writeFile(path, Buffer.concat([makeJpeg({ place: ROME }), Buffer.from(marks, 'latin1')]))
  const { file } = await addFile(alice, path)
  await expect(alice.write({ name: 'bob' }, 'x', 'x', { attachments: [file] })).rejects.toMatchObject({
    code: 'INVALID',
    message: expect.stringContaining('marks.jpg') as string,
    details: { reason: 'place', name: 'marks.jpg' },
  })
})

test('an album of small pictures with large previews is shared with the public without their places', async () => {
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
    await carol.do.albums.open({ album: 'Rome', waitMs: 5000 }, calling).catch(() => undefined)
    return (await carol.do.albums.files({ album: 'Rome', limit: 10 }, calling).catch(() => [])).length === 4
  })
  const [first] = await carol.do.albums.files({ album: 'Rome', limit: 1 }, calling)
  expect(await savedPlace(carol, first!.letter!)).toBeNull()
})

test('a letter to oneself keeps its places, and is shared with them only when that is meant', async () => {
  const [alice] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const { file } = await addPicture(alice, 'rome.jpg', ROME)
  const ref = await alice.write({ name: 'self' }, 'Note', 'x', { attachments: [file] })
  expect((await alice.read(ref)).attachments[0]!.facts.place).not.toBeNull()
  await expect(alice.do.letters.share({ ref, to: 'bob' }, calling)).rejects.toMatchObject({
    code: 'INVALID',
    details: { reason: 'place' },
  })
  await alice.do.letters.share({ ref, to: 'bob', keepPlace: true }, calling)
})
