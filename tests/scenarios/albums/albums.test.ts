// Albums: shared with an audience as one object, extended, and withdrawn.
import { expect, test } from 'vitest'
import { resolveContact } from '../../../src/core/contacts/index.ts'
import type { FileId } from '../../../src/core/contract/index.ts'
import {
  addPicture,
  createAlbum as create,
  namesInAlbum as names,
  openAlbum as open,
  shareAlbum as share,
  untilAnnounced,
} from '../../support/albums.ts'
import { useCircle } from '../../support/circle.ts'
import { saveFiles } from '../../support/files.ts'
import { foundGroup } from '../../support/groups.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const circle = useCircle()
const makeFolder = useTempFolders()
const ROME = { latitude: 41.9, longitude: 12.5 }

test('a shared album grows for its readers, and can be withdrawn from them', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  await create(alice, 'Summer', [await addPicture(alice, 'one.jpg'), await addPicture(alice, 'two.jpg')])
  await share(alice, 'Summer', 'bob')
  await untilAnnounced(bob, 'Summer', 2)
  expect(await open(bob, 'Summer')).toMatchObject({ state: 'opened', unopened: 0, count: 2 })
  expect(await names(bob, 'Summer')).toEqual(['one.jpg', 'two.jpg'])

  await alice.do.albums.add({ album: 'Summer', files: [await addPicture(alice, 'three.jpg')] }, calling)
  await untilAnnounced(bob, 'Summer', 1)
  await open(bob, 'Summer')
  expect(await names(bob, 'Summer')).toEqual(['one.jpg', 'two.jpg', 'three.jpg'])
  const [, , third] = await bob.do.albums.files({ album: 'Summer', limit: 10 }, calling)
  expect(await saveFiles(bob, third!.source!.ref, await makeFolder())).toHaveLength(1)

  await alice.do.albums.add({ album: 'Summer', files: [await addPicture(alice, 'four.jpg')] }, calling)
  await untilAnnounced(bob, 'Summer', 1)
  await alice.do.albums.withdraw({ album: 'Summer', from: 'bob' }, calling)
  await alice.do.albums.add({ album: 'Summer', files: [await addPicture(alice, 'five.jpg')] }, calling)
  await untilAnnounced(bob, 'Summer', 0)
  await open(bob, 'Summer')
  expect(await names(bob, 'Summer')).toEqual(['one.jpg', 'two.jpg', 'three.jpg'])
  expect((await alice.do.albums.get({ album: 'Summer' }, calling)).audiences).toEqual([])
  // The covers and pages of the album are not listed as letters.
  expect((await bob.list()).map(({ kind }) => kind)).toEqual(['album'])
  expect([await alice.list('sent'), await alice.list('notes')]).toEqual([[], []])
})

test('removed files are closed to readers who had not opened them; a new title reaches every reader', async () => {
  const [alice, bob, carol] = (await circle(['alice', 'bob', 'carol'])).people as [Person, Person, Person]
  const files = [await addPicture(alice, 'one.jpg'), await addPicture(alice, 'two.jpg')]
  const { album } = await create(alice, 'Summer', files)
  await share(alice, 'Summer', 'bob')
  await untilAnnounced(bob, 'Summer', 2)
  await open(bob, 'Summer')
  await alice.do.albums.remove({ album: 'Summer', files: [files[0]!] }, calling)
  await alice.do.albums.rename({ album: 'Summer', title: 'Autumn' }, calling)
  await share(alice, 'Autumn', 'carol')
  await untilAnnounced(bob, 'Autumn', 2)
  await untilAnnounced(carol, 'Autumn', 2)
  expect(await open(bob, 'Autumn')).toMatchObject({ album, count: 1, title: 'Autumn' })
  expect(await open(carol, 'Autumn')).toMatchObject({ album, count: 1, title: 'Autumn' })
  expect([await names(bob, 'Autumn'), await names(carol, 'Autumn'), await names(alice, 'Autumn')]).toEqual([
    ['two.jpg'],
    ['two.jpg'],
    ['two.jpg'],
  ])
})

test('sharing interrupted by a crash resumes at the next start', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  await create(alice, 'Summer', [await addPicture(alice, 'one.jpg')])
  const { parts, albums } = alice.home
  const { album } = await albums.resolve('Summer')
  const key = resolveContact(parts.ledger, 'bob').person
  // The state at the kill: sharing is recorded, but no notice is written.
  await parts.ledger.write((tx) =>
    tx.run(
      "INSERT INTO album_audiences VALUES (?, ?, 'person', 'controlled', 0, 'shared', 0, 0)",
      album,
      key,
    ),
  )
  await alice.stop()
  await alice.start()
  await untilAnnounced(bob, 'Summer', 2)
  expect(await open(bob, 'Summer')).toMatchObject({ count: 1 })
})

test('an unshared album holds the files in it, and releases a file that is removed', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const [one, two] = [await addPicture(alice, 'one.jpg'), await addPicture(alice, 'two.jpg')]
  await create(alice, 'Summer', [one, two])
  await alice.do.albums.remove({ album: 'Summer', files: [one] }, calling)
  const refs = Object.fromEntries(
    (await alice.do.files.list({ limit: 10 }, calling)).map(({ name, ref }) => [name, ref]),
  )
  const heldBy = async (name: string) =>
    (await alice.do.space.explainDeletion({ ref: refs[name]! }, calling)).heldBy.map(({ title }) => title)
  expect([await heldBy('one.jpg'), await heldBy('two.jpg')]).toEqual([[], ['Summer']])
  await alice.do.space.delete({ ref: refs['two.jpg']! }, calling)
  expect(await names(alice, 'Summer')).toEqual(['two.jpg'])
  expect(await alice.do.files.list({ limit: 10 }, calling)).toMatchObject([{ name: 'one.jpg' }])
})

test('an album is shared with a group and with the public as with a person', async () => {
  const [alice, bob, carol] = (await circle(['alice', 'bob', 'carol'])).people as [Person, Person, Person]
  await foundGroup(alice, 'Choir', [bob])
  await carol.do.follows.follow({ who: 'alice' }, calling)
  await create(alice, 'Concert', [await addPicture(alice, 'one.jpg')])
  await share(alice, 'Concert', 'Choir')
  await share(alice, 'Concert', 'public')
  await alice.do.albums.add({ album: 'Concert', files: [await addPicture(alice, 'two.jpg')] }, calling)
  for (const one of [bob, carol]) {
    await eventually(async () => {
      await open(one, 'Concert').catch(() => undefined)
      return (await names(one, 'Concert').catch(() => [])).length === 2
    })
    const [first] = await one.do.albums.files({ album: 'Concert', limit: 1 }, calling)
    expect(await saveFiles(one, first!.source!.ref, await makeFolder())).toHaveLength(1)
  }
})

test('files are found by month, location, kind, words and author', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  await addPicture(alice, 'april.jpg', { takenAt: '2031:04:01 09:00:00', place: ROME })
  await addPicture(alice, 'may.jpg', {
    takenAt: '2031:05:02 09:00:00',
    place: { latitude: -33, longitude: 151 },
  })
  const note = await addPicture(alice, 'note.jpg', { takenAt: '2031:05:03 09:00:00' })
  const list = async (person: Person, filters: Parameters<Person['do']['files']['list']>[0]) =>
    (await person.do.files.list(filters, calling)).map(({ name }) => name)
  const page = { limit: 100, order: 'taken' as const }
  expect(await list(alice, page)).toEqual(['note.jpg', 'may.jpg', 'april.jpg'])
  expect(await alice.do.files.months({}, calling)).toEqual([
    { month: '2031-05', count: 2, shapes: [133, 133] },
    { month: '2031-04', count: 1, shapes: [133] },
  ])
  expect(await list(alice, { ...page, month: '2031-04' })).toEqual(['april.jpg'])
  const europe = { west: -20, south: 35, east: 40, north: 70 }
  expect(await list(alice, { ...page, within: europe })).toEqual(['april.jpg'])
  const clusters = await alice.do.files.map({ columns: 24 }, calling)
  expect(clusters.map(({ count, latitude }) => [count, Math.round(latitude)]).sort()).toEqual([
    [1, -33],
    [1, 42],
  ])
  // One cell of the map has all pictures, each at its own location.
  const [all] = await alice.do.files.map({ columns: 1 }, calling)
  expect(all).toMatchObject({ count: 2, films: 0 })
  expect(all!.spots.map(({ latitude, longitude, count }) => [latitude, longitude, count]).sort()).toEqual([
    [-33, 151, 1],
    [41.9, 12.5, 1],
  ])
  await alice.do.files.tag({ file: note, tags: ['tax'] }, calling)
  expect(await list(alice, { ...page, tag: 'tax' })).toEqual(['note.jpg'])

  const ref = await alice.write(bob, 'See', 'x', { attachments: [note] })
  await bob.arrival(ref)
  await bob.read(ref)
  expect(await list(bob, page)).toEqual([])
  expect(await list(bob, { ...page, from: 'others', kind: ['picture'] })).toEqual(['note.jpg'])
  expect(await list(bob, { ...page, from: { person: 'alice' }, kind: ['film'] })).toEqual([])
  expect(await bob.do.files.people({ kind: ['picture'] }, calling)).toMatchObject([
    { name: 'alice', count: 1 },
  ])
  expect(await bob.do.files.people({ kind: ['film'] }, calling)).toEqual([])
})

test('the shapes of a month and of an album come in the order of their files', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const files: FileId[] = []
  for (const [at, width] of [200, 50, 3000].entries()) {
    const name = `${at}.jpg`
    const file = await addPicture(alice, name, { takenAt: `2031:04:0${at + 1} 09:00:00` })
    await alice.do.files.describe({ file, width, height: 100 }, calling)
    files.push(file)
  }
  expect(await alice.do.files.months({}, calling)).toEqual([
    { month: '2031-04', count: 3, shapes: [1000, 50, 200] },
  ])
  await create(alice, 'Summer', files)
  await share(alice, 'Summer', 'bob')
  await untilAnnounced(bob, 'Summer', 2)
  await open(bob, 'Summer')
  const album = { album: 'Summer' }
  expect(await alice.do.albums.shapes(album, calling)).toEqual([200, 50, 1000])
  expect(await bob.do.albums.shapes(album, calling)).toEqual([200, 50, 1000])
  expect(await bob.do.files.months({ from: 'others' }, calling)).toEqual([
    { month: '2031-04', count: 3, shapes: [1000, 50, 200] },
  ])
})

test('a list of own and received files pages through entries of the same moment', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const takenAt = '2031:04:01 09:00:00'
  const files: FileId[] = []
  for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) files.push(await addPicture(alice, name, { takenAt }))
  for (const name of ['d.jpg', 'e.jpg']) await addPicture(bob, name, { takenAt })
  const ref = await alice.write(bob, 'See', 'x', { attachments: files })
  await bob.arrival(ref)
  await bob.read(ref)
  const seen: string[] = []
  let before: string | undefined
  for (;;) {
    const page = await bob.do.files.list({ from: 'all', order: 'taken', limit: 2, before }, calling)
    if (page.length === 0) break
    seen.push(...page.map(({ name }) => name))
    before = page.at(-1)!.cursor
  }
  expect(seen.sort()).toEqual(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg'])
})
