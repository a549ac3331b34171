// A shared album has one row in the inbox, renewed by additions, and fetches nothing for it.
import { expect, test } from 'vitest'
import type { EngineEvent } from '../../../src/core/contract/index.ts'
import {
  addPicture,
  addToAlbum,
  createAlbum,
  openAlbum,
  shareAlbum,
  untilAnnounced,
} from '../../support/albums.ts'
import { useCircle } from '../../support/circle.ts'
import { foundGroup } from '../../support/groups.ts'
import { calling, eventually, type Person } from '../../support/person.ts'

const makeCircle = useCircle()

async function makeShared(count = 3): Promise<{ alice: Person; bob: Person; album: string }> {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  const files = []
  for (let n = 0; n < count; n++) files.push(await addPicture(alice, `p${n}.jpg`))
  const { album } = await createAlbum(alice, 'Summer', files)
  await shareAlbum(alice, 'Summer', 'bob')
  await untilAnnounced(bob, 'Summer', 2)
  return { alice, bob, album }
}

test('a shared album has one row with title, author and number of files, sealed until it is opened', async () => {
  const { alice, bob, album } = await makeShared()
  const rows = await bob.list()
  expect(rows).toMatchObject([
    { kind: 'album', ref: album, subject: 'Summer', state: 'sealed', attached: { count: 3 }, excerpt: null },
  ])
  expect(rows[0]!.from.name).toBe('alice')
  expect(rows[0]!.attached.size).toBeGreaterThan(0)
  const { boxes } = await bob.do.home.standing({}, calling)
  expect(boxes.inbox).toMatchObject({ unread: 1, total: 1 })
  expect(await alice.list()).toEqual([])
  await openAlbum(bob, album)
  expect(await bob.list()).toMatchObject([{ kind: 'album', state: 'referenced', attached: { count: 3 } }])
})

test('files that are added later renew the row and add none', async () => {
  const { alice, bob, album } = await makeShared()
  await openAlbum(bob, album)
  const ref = await alice.write(bob, 'Newer', 'A letter in between.')
  await bob.arrival(ref)
  expect((await bob.list()).map(({ kind }) => kind)).toEqual(['letter', 'album'])
  for (const name of ['later-1.jpg', 'later-2.jpg']) await addToAlbum(alice, 'Summer', name)
  await untilAnnounced(bob, 'Summer', 2)
  const rows = await bob.list()
  expect(rows.map(({ kind }) => kind)).toEqual(['album', 'letter'])
  expect(rows[0]).toMatchObject({ ref: album, state: 'sealed', attached: { count: 5 } })
  await alice.do.albums.rename({ album, title: 'Summer by the sea' }, calling)
  await eventually(async () => (await bob.list())[0]?.subject === 'Summer by the sea')
  expect(await bob.list()).toHaveLength(2)
})

test('the engine emits one event for a new album, and one for its row when the album grows', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  const told: EngineEvent[] = []
  const stop = bob.do.events.subscribe((event) => void told.push(event))
  const { album } = await createAlbum(alice, 'Summer', [await addPicture(alice, 'a.jpg')])
  await shareAlbum(alice, 'Summer', 'bob')
  await untilAnnounced(bob, 'Summer', 2)
  await addToAlbum(alice, 'Summer', 'b.jpg')
  await untilAnnounced(bob, 'Summer', 3)
  await eventually(() => told.filter(({ type }) => type === 'letter-changed').length > 1)
  expect(told.filter(({ type }) => type === 'letter-arrived')).toMatchObject([{ ref: album }])
  stop()
})

test('the row of an album that was withdrawn before it was opened shows the withdrawal', async () => {
  const { alice, bob, album } = await makeShared()
  await alice.do.albums.withdraw({ album, from: 'bob' }, calling)
  await eventually(async () => (await bob.list())[0]?.state === 'recalled')
  expect(await bob.list()).toMatchObject([{ kind: 'album', attached: { count: 0 } }])
})

test('an album that is shared with a group has a row in the inbox of its members', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  await foundGroup(alice, 'Choir', [bob])
  await createAlbum(alice, 'Concert', [await addPicture(alice, 'a.jpg')])
  await shareAlbum(alice, 'Concert', 'Choir')
  await untilAnnounced(bob, 'Concert', 2)
  expect(await bob.list()).toMatchObject([{ kind: 'album', subject: 'Concert', to: [{ name: 'Choir' }] }])
})
