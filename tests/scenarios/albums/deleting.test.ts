// Deleting an album destroys its keys; readers who opened it keep it,
// and its pictures stay unless they are deleted too.
import { expect, test } from 'vitest'
import {
  addPicture,
  addToAlbum,
  createAlbum,
  laterPartsOf,
  namesInAlbum,
  openAlbum,
  shareAlbum,
  untilAnnounced,
} from '../../support/albums.ts'
import { useCircle } from '../../support/circle.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import { refused } from '../../support/refused.ts'

const circle = useCircle()
const ROME = { latitude: 41.9, longitude: 12.5 }

const files = async (person: Person) =>
  (await person.do.files.list({ limit: 10 }, calling)).map(({ name }) => name).sort()

const keys = (person: Person): number =>
  person.home.parts.ledger.get<{ count: number }>(
    'SELECT count(*) AS count FROM access_keys WHERE content_key IS NOT NULL',
  )!.count

test('a deleted album stays only for readers who had opened it, and its pictures stay', async () => {
  const [alice, bob, carol] = (await circle(['alice', 'bob', 'carol'])).people as [Person, Person, Person]
  const { album } = await createAlbum(alice, 'Summer', [
    await addPicture(alice, 'one.jpg', { place: ROME }),
    await addPicture(alice, 'two.jpg'),
  ])
  await shareAlbum(alice, 'Summer', 'bob')
  await shareAlbum(alice, 'Summer', 'carol')
  await Promise.all([untilAnnounced(bob, 'Summer', 2), untilAnnounced(carol, 'Summer', 2)])
  await openAlbum(bob, 'Summer')
  await alice.do.albums.rename({ album: 'Summer', title: 'Autumn' }, calling)
  const pictures = await alice.do.space.own({ order: 'newest', kind: 'picture', limit: 10 }, calling)
  expect(pictures.filter(({ isPlaceless }) => isPlaceless).map(({ title }) => title)).toEqual(['one.jpg'])
  const said = await alice.do.space.explainDeletion({ ref: album }, calling)
  expect(said).toMatchObject({ kind: 'collection', title: 'Autumn', files: 2, heldBy: [], openTo: [] })
  expect(said.keptBy.map(({ name }) => name)).toEqual(['bob'])
  await expect(bob.do.space.delete({ ref: album }, calling)).rejects.toEqual(refused('NOT_YOURS'))

  expect(await alice.do.space.delete({ ref: album }, calling)).toMatchObject({ isDestroyed: true })
  expect(await alice.do.albums.list({ from: 'all', limit: 10 }, calling)).toEqual([])
  expect(await files(alice)).toEqual(['one.jpg', 'two.jpg'])
  // The two pictures, and the copy of one without its location.
  expect(keys(alice)).toBe(3)
  await eventually(async () => {
    const [one] = await carol.do.albums.list({ from: 'others', limit: 10 }, calling)
    return one?.state === 'recalled' && one.unopened === 0
  })
  await expect(openAlbum(carol, album)).rejects.toEqual(refused('RECALLED'))
  expect(await namesInAlbum(bob, album)).toEqual(['one.jpg', 'two.jpg'])
  await createAlbum(alice, 'Autumn', [])
  expect(await alice.do.albums.list({ from: 'all', limit: 10 }, calling)).toMatchObject([
    { title: 'Autumn', count: 0 },
  ])
})

test('deleting an album with its pictures keeps pictures that something else still carries', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const [one, two] = [await addPicture(alice, 'one.jpg', { place: ROME }), await addPicture(alice, 'two.jpg')]
  const { album } = await createAlbum(alice, 'Summer', [one, two])
  await shareAlbum(alice, 'Summer', 'public')
  await alice.write(bob, 'See', 'x', { attachments: [two] })
  await addToAlbum(alice, 'Summer', 'three.jpg')
  // The ref of any part finds the album.
  const [listed, ...others] = await alice.do.space.own(
    { order: 'newest', kind: 'collection', limit: 10 },
    calling,
  )
  const later = laterPartsOf(alice, album)
  expect([listed, others]).toMatchObject([
    { ref: album, title: 'Summer', audience: 'public', count: later.length + 1 },
    [],
  ])
  const ref = later[0]!
  await alice.do.space.delete({ ref, withFiles: true }, calling)
  expect([await files(alice), keys(alice)]).toEqual([[], 2])
  expect((await alice.do.space.report({}, calling)).own).toMatchObject({ count: 2 })
  await alice.stop()
  await alice.start()
  expect(await alice.do.albums.list({ from: 'all', limit: 10 }, calling)).toEqual([])
  await bob.do.follows.follow({ who: 'alice' }, calling)
  expect(await bob.do.albums.list({ from: 'all', limit: 10 }, calling)).toEqual([])
})
