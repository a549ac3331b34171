// A person's card: name, picture, devices;
// and the user's confirmation that the numbers were compared.
import { expect, test } from 'vitest'
import type { EngineEvent } from '../../src/core/contract/index.ts'
import { repeatRecords } from '../../src/core/delivery/repeat-records.ts'
import { useCircle } from '../support/circle.ts'
import { skippedBy } from '../support/mallory.ts'
import { PATIENCE_MS } from '../support/patience.ts'
import { calling, eventually, pair, Person } from '../support/person.ts'
import { asUrl, makePicture } from '../support/pictures.ts'

const makeCircle = useCircle()
const face = asUrl('webp', makePicture('webp', 1, 5 * 1024))
const garden = asUrl('jpeg', makePicture('jpeg', 2))

const setPicture = (person: Person, picture: string | null) =>
  person.do.people.setPicture({ picture }, calling)
const shownTo = async (reader: Person, name: string) =>
  (await reader.do.people.contacts({}, calling)).find((contact) => contact.name === name)
const sees = (reader: Person, name: string, picture: string | null) =>
  eventually(
    async () => (await shownTo(reader, name))?.picture === picture,
    `${reader.name} sees it of ${name}`,
  )
const makePair = async () => (await makeCircle(['alice', 'bob'])).people as [Person, Person]
const count = (person: Person, table: 'own_picture' | 'contact_pictures') =>
  person.home.parts.ledger.all(`SELECT 1 FROM ${table}`).length

function listen(person: Person): EngineEvent[] {
  const heard: EngineEvent[] = []
  person.do.events.subscribe((event) => heard.push(event))
  return heard
}

test('a contact sees the picture of a card, keeps it over a new name and a restart, and loses it when it is removed', async () => {
  const [alice, bob] = await makePair()
  const { person } = await alice.do.people.whoami({}, calling)
  const [heardByAlice, heardByBob] = [listen(alice), listen(bob)]
  expect(await setPicture(alice, face)).toMatchObject({ name: 'alice', picture: face })
  await sees(bob, 'alice', face)
  expect(heardByAlice).toContainEqual({ type: 'home-changed' })

  heardByBob.length = 0
  await alice.do.people.rename({ name: 'Alice' }, calling)
  await eventually(async () => (await shownTo(bob, 'Alice')) !== undefined, 'bob reads the new name')
  expect(await shownTo(bob, 'Alice')).toMatchObject({ picture: face })
  expect(heardByBob).toContainEqual({ type: 'contact-changed', person })

  for (const who of [alice, bob]) await who.stop()
  for (const who of [alice, bob]) await who.start()
  expect(await alice.do.people.whoami({}, calling)).toMatchObject({ name: 'Alice', picture: face })
  expect(await shownTo(bob, 'Alice')).toMatchObject({ picture: face })

  await setPicture(alice, garden)
  await sees(bob, 'Alice', garden)
  await setPicture(alice, null)
  await sees(bob, 'Alice', null)
  expect([count(alice, 'own_picture'), count(bob, 'contact_pictures')]).toEqual([0, 0])
  expect(await skippedBy(bob)).toEqual({})
})

test('a contact who pairs later by invite or by knock sees the picture too', async () => {
  const { people, network } = await makeCircle(['alice', 'bob'])
  const [alice, bob] = people as [Person, Person]
  const carol = await Person.create('carol', network)
  try {
    await setPicture(alice, face)
    await pair(bob, carol)
    await pair(alice, carol)
    await sees(carol, 'alice', face)

    const { address } = await alice.do.people.whoami({}, calling)
    await carol.do.people.forget({ person: 'alice' }, calling)
    await alice.do.people.forget({ person: 'carol' }, calling)
    expect(count(carol, 'contact_pictures')).toBe(0)
    await setPicture(carol, garden)
    await carol.do.knocks.send({ address, text: 'me again', waitMs: PATIENCE_MS }, calling)
    await eventually(async () => (await alice.do.knocks.list({}, calling)).length === 1)
    // The card in the knock is an older one by the time of the answer.
    await setPicture(carol, face)
    await carol.do.people.rename({ name: 'Carol' }, calling)
    const [knock] = await alice.do.knocks.list({}, calling)
    await alice.do.knocks.answer({ knock: knock!.knock, answer: 'yes' }, calling)
    await sees(carol, 'alice', face)
    await sees(alice, 'Carol', face)
    expect([await skippedBy(alice), await skippedBy(carol)]).toEqual([{}, {}])
  } finally {
    await carol.remove()
  }
})

test('a contact who was away sees the last of several changes, and two at once are not mixed up', async () => {
  const [alice, bob] = await makePair()
  await bob.stop()
  await setPicture(alice, face)
  await Promise.all([setPicture(alice, garden), alice.do.people.rename({ name: 'Alice' }, calling)])
  await bob.start()
  await sees(bob, 'Alice', garden)
  expect(bob.home.parts.addressBook.list().map(({ isRewritten }) => isRewritten)).toEqual([false])
  expect([count(bob, 'contact_pictures'), await skippedBy(bob)]).toEqual([1, {}])
})

test('a feed that starts again repeats the picture and the name that were lost with the old one', async () => {
  const { people, network } = await makeCircle(['alice', 'bob'])
  const [alice, bob] = people as [Person, Person]
  network.partition(alice.device, bob.device)
  await setPicture(alice, face)
  await alice.do.people.rename({ name: 'Alice' }, calling)
  const { parts, ownCores } = alice.home
  // The ledger has no copy of these records any more, and their core is unavailable.
  await ownCores.flush()
  const [row] = parts.feeds.list(parts.ledger)
  await parts.ledger.write((tx) => {
    parts.feeds.succeed(tx, row!.myCore, { length: 0, treeHash: Buffer.alloc(32) })
    repeatRecords(tx, parts, row!.person)
  })
  await parts.feeds.open(row!.person)
  network.heal()
  await sees(bob, 'Alice', face)
})

test('an invalid or too large picture is refused, and no contact hears of it', async () => {
  const [alice, bob] = await makePair()
  await setPicture(alice, face)
  await sees(bob, 'alice', face)
  const tooLarge = asUrl('png', makePicture('png', 1, 5 * 1024 + 1))
  await expect(setPicture(alice, tooLarge)).rejects.toMatchObject({ code: 'TOO_LARGE' })
  await expect(setPicture(alice, 'https://example.org/face.png')).rejects.toMatchObject({ code: 'INVALID' })
  expect(await alice.do.people.whoami({}, calling)).toMatchObject({ picture: face })
})

test('each contact sees the other’s device and whether it is online', async () => {
  const [alice, bob] = await makePair()
  const { device, devices } = await bob.do.people.whoami({}, calling)
  expect(devices).toEqual([{ device, online: true }])
  await eventually(async () => (await shownTo(alice, 'bob'))?.online === true)
  expect((await shownTo(alice, 'bob'))?.devices).toEqual([{ device, online: true }])
  await bob.stop()
  await eventually(async () => (await shownTo(alice, 'bob'))?.online === false)
  expect((await shownTo(alice, 'bob'))?.devices).toEqual([{ device, online: false }])
})

test('a confirmed comparison of numbers is remembered until it is undone or the contact is forgotten', async () => {
  const [alice, bob] = await makePair()
  const compare = (same: boolean) => alice.do.people.setCompared({ person: 'bob', same }, calling)
  const comparedAt = async () => (await shownTo(alice, 'bob'))?.comparedAt
  expect(await comparedAt()).toBeNull()
  const { person } = await bob.do.people.whoami({}, calling)
  const heard = listen(alice)
  const before = Date.now()
  const [contact] = await compare(true)
  expect(Date.parse(contact!.comparedAt!)).toBeGreaterThanOrEqual(before)
  expect(Date.parse(contact!.comparedAt!)).toBeLessThanOrEqual(Date.now())
  expect(heard).toContainEqual({ type: 'contact-changed', person })
  await bob.do.people.rename({ name: 'bob ' }, calling)
  await setPicture(bob, face)
  await sees(alice, 'bob', face)
  await alice.stop()
  await alice.start()
  expect(await comparedAt()).toBe(contact!.comparedAt)
  expect(await compare(false)).toMatchObject([{ comparedAt: null }])
  await compare(true)
  await alice.do.people.forget({ person: 'bob' }, calling)
  await pair(alice, bob)
  expect(await comparedAt()).toBeNull()
  await expect(alice.do.people.setCompared({ person: 'carol', same: true }, calling)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('letters of a chosen contact open on selection, which stays over a restart', async () => {
  const [alice] = await makePair()
  const opens = async () => (await shownTo(alice, 'bob'))?.opensOnSelection
  expect(await opens()).toBe(false)
  const changed = await alice.do.people.setOpensOnSelection({ person: 'bob', opens: true }, calling)
  expect(changed).toMatchObject([{ name: 'bob', opensOnSelection: true }])
  await alice.stop()
  await alice.start()
  expect(await opens()).toBe(true)
  await alice.do.people.setOpensOnSelection({ person: 'bob', opens: false }, calling)
  expect(await opens()).toBe(false)
})
