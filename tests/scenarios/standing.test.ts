// Answers that save further calls. `home.standing()` has all counts of a home, and the event of an
// arrival contains its row.
import { expect, test } from 'vitest'
import type { EngineEvent } from '../../src/core/contract/index.ts'
import { PLAIN_POLICY } from '../../src/core/contract/index.ts'
import { addPicture, createAlbum, openAlbum, shareAlbum, untilAnnounced } from '../support/albums.ts'
import { useCircle } from '../support/circle.ts'
import { foundGroup } from '../support/groups.ts'
import { calling, eventually, type Person } from '../support/person.ts'

const makeCircle = useCircle()
const standingOf = (person: Person) => person.do.home.standing({}, calling)

test('home.standing() has the same counts as the lists', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob', 'carol'])).people as [Person, Person]
  await bob.arrival(await alice.write(bob, 'Keys', 'Under the mat.'))
  const draft = { to: ['alice'], subject: 'Half', text: 'written', tags: [], policy: PLAIN_POLICY }
  await bob.do.drafts.save(draft, calling)
  const { album } = await createAlbum(alice, 'Summer', [await addPicture(alice, 'a.jpg')])
  await shareAlbum(alice, 'Summer', 'bob')
  await untilAnnounced(bob, 'Summer', 2)
  const [counts, contacts, report] = await Promise.all([
    bob.do.home.standing({}, calling),
    bob.do.people.contacts({}, calling),
    bob.do.doctor.report({}, calling),
  ])
  expect(counts.boxes).toMatchObject({ inbox: { unread: 2, total: 2 }, drafts: { total: 1 } })
  expect(await standingOf(bob)).toEqual({
    ...counts,
    knocks: 0,
    news: 0,
    joinRequests: 0,
    newAlbums: 1,
    contacts: contacts.length,
    connected: contacts.filter(({ online }) => online).length,
    storedBytes: report.store.bytes,
    onlyHere: null,
  })
  await openAlbum(bob, album)
  expect((await standingOf(bob)).newAlbums).toBe(0)
  expect(await standingOf(alice)).toMatchObject({ contacts: 2, connected: 2, newAlbums: 0, news: 2 })
})

test('home.standing() counts no album that was withdrawn unopened, and no member who is not a contact', async () => {
  const [alice, bob, carol] = (await makeCircle(['alice', 'bob', 'carol'])).people
  await foundGroup(alice!, 'Choir', [bob!, carol!])
  const { album } = await createAlbum(alice!, 'Summer', [await addPicture(alice!, 'a.jpg')])
  await shareAlbum(alice!, 'Summer', 'bob')
  await untilAnnounced(bob!, 'Summer', 2)
  await alice!.do.albums.withdraw({ album, from: 'bob' }, calling)
  await eventually(async () => (await standingOf(bob!)).newAlbums === 0)
  expect((await standingOf(bob!)).contacts).toBe(1)
})

test('the event of an arrival contains the same row as the list, also for an album', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  const arrived: Extract<EngineEvent, { type: 'letter-arrived' }>[] = []
  const stop = bob.do.events.subscribe((event) => {
    if (event.type === 'letter-arrived') arrived.push(event)
  })
  await bob.arrival(await alice.write(bob, 'Keys', 'x', { policy: { ...PLAIN_POLICY, urgent: true } }))
  const expires = new Date(Date.now() + 3_600_000).toISOString()
  await bob.arrival(await alice.write(bob, 'Film', 'x', { policy: { ...PLAIN_POLICY, expires } }))
  await createAlbum(alice, 'Summer', [await addPicture(alice, 'a.jpg')])
  await shareAlbum(alice, 'Summer', 'bob')
  await untilAnnounced(bob, 'Summer', 2)
  await eventually(() => arrived.length === 3)
  stop()
  const [keys, film] = arrived
  expect(arrived.map(({ letter }) => letter.subject)).toEqual(['Keys', 'Film', 'Summer'])
  for (const { ref, letter } of [keys!, film!])
    expect(letter).toEqual(await bob.do.letters.summary({ ref }, calling))
  expect(arrived[2]!.letter).toMatchObject({ kind: 'album', ref: arrived[2]!.ref })
})
