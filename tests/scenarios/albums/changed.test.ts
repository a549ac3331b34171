// A file is removed from an album that its readers have opened. They keep what they see until they
// open the change. The row in the inbox counts the files as they are after the change.
import { expect, test } from 'vitest'
import {
  addPicture,
  createAlbum,
  namesInAlbum,
  openAlbum,
  shareAlbum,
  untilAnnounced,
} from '../../support/albums.ts'
import { useCircle } from '../../support/circle.ts'
import { calling, type Person } from '../../support/person.ts'

const circle = useCircle()

/** Bob has opened the album `Summer` with three files. */
async function makeOpened(): Promise<{ alice: Person; bob: Person; files: string[] }> {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const files = await Promise.all(['one.jpg', 'two.jpg', 'three.jpg'].map((name) => addPicture(alice, name)))
  await createAlbum(alice, 'Summer', files)
  await shareAlbum(alice, 'Summer', 'bob')
  await untilAnnounced(bob, 'Summer', 2)
  await openAlbum(bob, 'Summer')
  return { alice, bob, files }
}

async function seenBy(person: Person) {
  const [album] = await person.do.albums.list({ from: 'others', limit: 10 }, calling)
  const [row] = await person.list()
  const names = await namesInAlbum(person, 'Summer')
  return { names, count: album!.count, inRow: row!.attached.count, unopened: album!.unopened }
}

test('a reader sees a changed album as it was opened, until they open the change', async () => {
  const { alice, bob, files } = await makeOpened()
  await alice.do.albums.remove({ album: 'Summer', files: [files[0]!] }, calling)
  await untilAnnounced(bob, 'Summer', 1)
  expect(await seenBy(bob)).toEqual({
    names: ['one.jpg', 'two.jpg', 'three.jpg'],
    ...{ count: 3, inRow: 2, unopened: 1 },
  })
  await openAlbum(bob, 'Summer')
  expect(await seenBy(bob)).toEqual({
    names: ['two.jpg', 'three.jpg'],
    ...{ count: 2, inRow: 2, unopened: 0 },
  })
  // Who opened a file keeps it.
  const kept = await bob.do.files.list({ from: 'others', limit: 10 }, calling)
  expect(kept.map(({ name }) => name).sort()).toEqual(['one.jpg', 'three.jpg', 'two.jpg'])
})

test('a page whose version between two was for another audience only is the same page', async () => {
  const { alice, bob, files } = await makeOpened()
  // Small files are rewritten for the public. Bob does not follow alice, so that version is not his.
  await shareAlbum(alice, 'Summer', 'public')
  await alice.do.albums.remove({ album: 'Summer', files: [files[0]!] }, calling)
  await untilAnnounced(bob, 'Summer', 1)
  expect(await seenBy(bob)).toMatchObject({ count: 3, inRow: 2 })
  await openAlbum(bob, 'Summer')
  expect(await seenBy(bob)).toEqual({
    names: ['two.jpg', 'three.jpg'],
    ...{ count: 2, inRow: 2, unopened: 0 },
  })
})

test('a new text is opened like a page; the earlier text stays until then', async () => {
  const { alice, bob } = await makeOpened()
  await alice.do.albums.rename({ album: 'Summer', title: 'Summer', text: 'By the sea.' }, calling)
  await untilAnnounced(bob, 'Summer', 1)
  const textOf = async () => (await bob.do.albums.get({ album: 'Summer' }, calling)).text
  expect(await textOf()).toBe('')
  await openAlbum(bob, 'Summer')
  expect(await textOf()).toBe('By the sea.')
})
