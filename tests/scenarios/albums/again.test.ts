// A withdrawn album is shared again: a new grant and a new notice, but no new body.
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
import { foundGroup } from '../../support/groups.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import { refused } from '../../support/refused.ts'

const circle = useCircle()

const withdraw = (person: Person, album: string, from: string) =>
  person.do.albums.withdraw({ album, from }, calling)

async function untilTakenBack(person: Person, title: string): Promise<void> {
  await eventually(async () => {
    const [album] = await person.do.albums.list({ from: 'others', limit: 10 }, calling)
    return album?.title === title && album.unopened === 0
  })
}

test('an album withdrawn from a person before they opened it can be shared with them again, directly or by a group', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  await createAlbum(alice, 'Summer', [await addPicture(alice, 'one.jpg')])
  await shareAlbum(alice, 'Summer', 'bob')
  await untilAnnounced(bob, 'Summer', 2)
  await withdraw(alice, 'Summer', 'bob')
  await untilTakenBack(bob, 'Summer')
  await expect(openAlbum(bob, 'Summer')).rejects.toEqual(refused('RECALLED'))

  await alice.do.albums.share({ album: 'Summer', to: 'bob', mode: 'open', keepPlace: false }, calling)
  await untilAnnounced(bob, 'Summer', 2)
  expect(await openAlbum(bob, 'Summer')).toMatchObject({ state: 'opened', count: 1, unopened: 0 })
  await addToAlbum(alice, 'Summer', 'two.jpg')
  await untilAnnounced(bob, 'Summer', 1)
  await openAlbum(bob, 'Summer')
  expect(await namesInAlbum(bob, 'Summer')).toEqual(['one.jpg', 'two.jpg'])
  await expect(shareAlbum(alice, 'Summer', 'bob')).rejects.toEqual(refused('INVALID'))
  expect(bob.home.parts.badInput.list()).toEqual([])
})

test('after an album is shared with a group again, opened parts stay and the others can be opened', async () => {
  const [alice, bob, carol] = (await circle(['alice', 'bob', 'carol'])).people as [Person, Person, Person]
  await foundGroup(alice, 'Choir', [bob, carol])
  await createAlbum(alice, 'Concert', [await addPicture(alice, 'one.jpg')])
  await shareAlbum(alice, 'Concert', 'Choir')
  await Promise.all([untilAnnounced(bob, 'Concert', 2), untilAnnounced(carol, 'Concert', 2)])
  await openAlbum(bob, 'Concert')
  await withdraw(alice, 'Concert', 'Choir')
  await untilTakenBack(carol, 'Concert')
  await addToAlbum(alice, 'Concert', 'two.jpg')
  await shareAlbum(alice, 'Concert', 'Choir')
  await untilAnnounced(bob, 'Concert', 1)
  await untilAnnounced(carol, 'Concert', 3)
  await Promise.all([openAlbum(bob, 'Concert'), openAlbum(carol, 'Concert')])
  expect([await namesInAlbum(bob, 'Concert'), await namesInAlbum(carol, 'Concert')]).toEqual([
    ['one.jpg', 'two.jpg'],
    ['one.jpg', 'two.jpg'],
  ])
})

test('a page that was withdrawn alone stays withdrawn when pages are added later', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  await createAlbum(alice, 'Summer', [await addPicture(alice, 'one.jpg')])
  await shareAlbum(alice, 'Summer', 'bob')
  await untilAnnounced(bob, 'Summer', 2)
  const { album } = await alice.do.albums.get({ album: 'Summer' }, calling)
  const ref = laterPartsOf(alice, album)[0]!
  await alice.do.letters.withdraw({ ref, from: 'bob' }, calling)
  await addToAlbum(alice, 'Summer', 'two.jpg')
  await untilAnnounced(bob, 'Summer', 2)
  await openAlbum(bob, 'Summer')
  expect(await namesInAlbum(bob, 'Summer')).toEqual(['two.jpg'])
})

test('a letter withdrawn from one of its readers can be shared with them again', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const ref = await alice.write({ name: 'self' }, 'Plan', 'the whole plan')
  const share = () => alice.do.letters.share({ ref, to: 'bob' }, calling)
  await share()
  await bob.arrival(ref)
  await alice.do.letters.withdraw({ ref, from: 'bob' }, calling)
  await expect(bob.read(ref)).rejects.toEqual(refused('RECALLED'))
  await share()
  await eventually(async () => (await bob.read(ref).catch(() => null))?.text === 'the whole plan')
  expect(await alice.status(ref)).toMatchObject([{ name: 'bob', state: 'referenced' }])
  await expect(share()).rejects.toEqual(refused('INVALID'))
})

test('an album is shared with the public again, and later followers find it', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  await createAlbum(alice, 'Summer', [await addPicture(alice, 'one.jpg')])
  await shareAlbum(alice, 'Summer', 'public')
  await withdraw(alice, 'Summer', 'public')
  await shareAlbum(alice, 'Summer', 'public')
  await bob.do.follows.follow({ who: 'alice' }, calling)
  await untilAnnounced(bob, 'Summer', 2)
  expect(await openAlbum(bob, 'Summer')).toMatchObject({ count: 1 })
})
