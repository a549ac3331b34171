// Later members and followers also get the earlier content of an album, by reference,
// like earlier posts.
import { expect, test } from 'vitest'
import {
  addPicture,
  addToAlbum,
  createAlbum,
  namesInAlbum,
  openAlbum,
  shareAlbum,
  untilAnnounced,
} from '../../support/albums.ts'
import { useCircle } from '../../support/circle.ts'
import { saveFiles } from '../../support/files.ts'
import { addMembers, foundGroup } from '../../support/groups.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const circle = useCircle()
const makeFolder = useTempFolders()

/** Objects in a person's store. */
function countOwn(person: Person): number {
  const sql = 'SELECT count(*) AS count FROM own_objects'
  return person.home.parts.ledger.get<{ count: number }>(sql)!.count
}

test('a later member with access to the history receives the files that were in an album before', async () => {
  const [alice, bob, carol] = (await circle(['alice', 'bob', 'carol'])).people as [Person, Person, Person]
  await foundGroup(alice, 'Choir', [])
  await createAlbum(alice, 'Concert', [await addPicture(alice, 'one.jpg')])
  await shareAlbum(alice, 'Concert', 'Choir')
  await addToAlbum(alice, 'Concert', 'two.jpg')
  const before = countOwn(alice)
  await addMembers(alice, 'Choir', [bob], true)
  await addMembers(alice, 'Choir', [carol])
  await untilAnnounced(bob, 'Concert', 3)
  expect(await openAlbum(bob, 'Concert')).toMatchObject({ count: 2, unopened: 0 })
  expect(countOwn(alice)).toBe(before)
  expect(await carol.do.albums.list({ from: 'others', limit: 10 }, calling)).toEqual([])
})

test('a later follower receives the earlier files of a public album from the archive', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  await createAlbum(alice, 'Summer', [await addPicture(alice, 'one.jpg')])
  await shareAlbum(alice, 'Summer', 'public')
  await addToAlbum(alice, 'Summer', 'two.jpg')
  await alice.do.albums.rename({ album: 'Summer', title: 'Autumn' }, calling)
  // Enough later posts that a follower does not read the album automatically.
  const filler = { tags: ['filler'], mode: 'open' as const }
  for (let i = 0; i < 170; i++) await alice.write({ name: 'public' }, `${i} ${'x'.repeat(190)}`, '.', filler)
  const before = countOwn(alice)
  await bob.do.follows.follow({ who: 'alice' }, calling)
  await untilAnnounced(bob, 'Autumn', 3)
  const album = await openAlbum(bob, 'Autumn')
  expect(album).toMatchObject({ count: 2, unopened: 0 })
  expect(await namesInAlbum(bob, 'Autumn')).toEqual(['one.jpg', 'two.jpg'])
  const [first] = await bob.do.albums.files({ album: album.album, limit: 1 }, calling)
  expect(await saveFiles(bob, first!.source!.ref, await makeFolder())).toHaveLength(1)
  expect(countOwn(alice)).toBe(before)
  await addToAlbum(alice, 'Autumn', 'three.jpg')
  await untilAnnounced(bob, 'Autumn', 1)
  // Its parts are not posts.
  const { archive } = alice.home.publicFeed
  const { summary } = archive.page(alice.home.parts.ledger, { limit: 1, before: null, tag: null })
  expect(summary.total).toBe(170)
})

test('later followers receive no files that were removed from a public album or withdrawn', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const files = [await addPicture(alice, 'one.jpg'), await addPicture(alice, 'two.jpg')]
  await createAlbum(alice, 'Summer', files)
  await createAlbum(alice, 'Secret', [await addPicture(alice, 'three.jpg')])
  await shareAlbum(alice, 'Summer', 'public')
  await shareAlbum(alice, 'Secret', 'public')
  await alice.do.albums.remove({ album: 'Summer', files: [files[0]!] }, calling)
  await alice.do.albums.withdraw({ album: 'Secret', from: 'public' }, calling)
  const listed = () =>
    alice.home.parts.ledger.all<{ state: string }>(
      "SELECT state FROM archive_posts WHERE state NOT IN ('removed')",
    )
  await eventually(() => listed().length === 2, 'the archive has a cover and a page')
  expect(listed().map(({ state }) => state)).toEqual(['part', 'part'])
  await bob.do.follows.follow({ who: 'alice' }, calling)
  await eventually(async () => {
    await openAlbum(bob, 'Summer').catch(() => undefined)
    return (await namesInAlbum(bob, 'Summer').catch(() => [])).length > 0
  })
  expect(await namesInAlbum(bob, 'Summer')).toEqual(['two.jpg'])
})
