// A thief has the computer of a group's owner, with all its data.
// The owner has returned on another one.
// Members who know of the return believe no record of the thief. Members who heard the thief first
// accept the new desk later; a removal holds until it is undone.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { deskAnnouncementForm, firstEra, signDeskWord } from '../../../src/core/groups/desk-word.ts'
import { findGroup, findNamedGroup } from '../../../src/core/groups/group-row.ts'
import { titleForm } from '../../../src/core/groups/title.ts'
import { encodeCard, type Identity } from '../../../src/core/identity/index.ts'
import { signCard } from '../../../src/core/identity/card.ts'
import { Losses } from '../../support/comeback.ts'
import { addMembers, foundGroup, membershipOf, untilAgreed } from '../../support/groups.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { refused } from '../../support/refused.ts'

// Each test opens, loses and restores several engines.
vi.setConfig({ testTimeout: 60_000 })

const CHOIR = { name: 'Choir' }
let network: MemoryNetwork
let losses: Losses
let alice: Person
let bob: Person
let carol: Person
let dave: Person
let thief: Person
let again: Person
/** The signing keys of the thief. */
let stolen: Identity

beforeEach(async () => {
  network = new MemoryNetwork()
  losses = await Losses.begin(network)
  alice = await Person.create('alice', network)
  bob = await Person.create('bob', network)
  carol = await Person.create('carol', network)
  dave = await Person.create('dave', network)
  for (const guest of [bob, carol, dave]) await pair(alice, guest)
  await pair(bob, carol)
  await foundGroup(alice, 'Choir', [bob, carol])
  await untilAgreed(alice, 'Choir', [bob, carol])
})

afterEach(async () => {
  await Promise.all([alice, bob, carol, dave].map((person) => person.remove()))
  await losses.end()
})

/** The owner returns, and the thief has her old home. The people in `away` do not know of it. */
async function loseAndReturn(away: Person[]): Promise<void> {
  const words = await alice.do.home.words({}, calling)
  const backup = await losses.backUp(alice)
  stolen = alice.home.parts.identity
  await alice.stop()
  // The thief has the owner's old home.
  thief = alice
  for (const person of away) await person.stop()
  again = await losses.comeBack(alice, words, backup)
}

const untilDesk = (person: Person): Promise<void> =>
  eventually(async () => (await show(person)).era >= 2 * 65_536, `${person.name} knows the new desk`)

const show = (person: Person) => person.do.groups.show({ group: 'Choir' }, calling)

async function namesIn(person: Person): Promise<string[]> {
  const { members } = await show(person)
  return members.map(({ name }) => name).sort()
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1000))

test('records of the lost desk are ignored by members who know the new desk', async () => {
  await loseAndReturn([])
  await untilDesk(again)
  await untilAgreed(again, 'Choir', [bob, carol])
  const before = await show(bob)
  await thief.start()
  await thief.do.groups.remove({ group: 'Choir', persons: ['bob'] }, calling)
  await thief.do.groups.add({ group: 'Choir', persons: ['dave'], history: true }, calling)
  await thief.do.groups.change({ group: 'Choir', name: 'Stolen' }, calling)
  await thief.write({ name: 'Stolen' }, 'From the thief', 'as alice')
  await pause()
  for (const person of [bob, carol, again]) {
    const { name, era, epoch } = await show(person)
    expect({ name, era, epoch, in: await namesIn(person) }).toEqual({
      ...{ name: 'Choir', era: before.era, epoch: before.epoch },
      in: ['alice', 'bob', 'carol'],
    })
    expect(await person.list()).toEqual([])
  }
})

test('a member who heard the thief first accepts the new desk later; only a removal holds until the owner undoes it', async () => {
  await loseAndReturn([carol])
  await untilDesk(again)
  await untilAgreed(again, 'Choir', [bob])
  for (const person of [again, bob]) await person.stop()
  await carol.start()
  await thief.start()
  await thief.do.groups.remove({ group: 'Choir', persons: ['bob'] }, calling)
  await thief.do.groups.add({ group: 'Choir', persons: ['dave'], history: true }, calling)
  await untilAgreed(thief, 'Choir', [carol])
  const misled = await carol.write(CHOIR, 'Misled', 'in an era of the thief')
  await thief.stop()

  for (const person of [again, bob]) await person.start()
  await eventually(async () => (await namesIn(again)).join() === 'alice,carol', 'bob’s removal holds')
  await untilAgreed(again, 'Choir', [carol])
  await eventually(async () => (await membershipOf(bob, 'Choir')) === 'removed', 'bob is no member')
  await again.arrival(misled)
  expect((await again.read(misled)).text).toBe('in an era of the thief')

  await addMembers(again, 'Choir', [bob])
  await untilAgreed(again, 'Choir', [bob, carol])
  expect(await namesIn(carol)).toEqual(['alice', 'bob', 'carol'])
  const ref = await carol.write(CHOIR, 'Together', 'all three')
  for (const reader of [again, bob]) {
    await reader.arrival(ref)
    expect((await reader.read(ref)).text).toBe('all three')
  }
  await expect(dave.read(ref)).rejects.toEqual(refused('NOT_A_READER'))
})

test('a member who knows only the new card reads nothing more from the lost desk, by any relay', async () => {
  await loseAndReturn([bob, carol])
  const { card } = again.home.parts.identity
  await again.stop()
  await bob.start()
  const { addressBook, ledger } = bob.home.parts
  await ledger.write((tx) => addressBook.keepCard(tx, card))
  for (const person of [carol, thief]) await person.start()
  await thief.do.groups.change({ group: 'Choir', name: 'Stolen' }, calling)
  await eventually(async () => (await membershipOf(carol, 'Stolen')) === 'member', 'carol believes the thief')
  const ref = await carol.write({ name: 'Stolen' }, 'Waits', 'names a record of the thief')
  await pause()
  expect(await membershipOf(bob, 'Choir')).toBe('member')
  expect(await bob.list()).toEqual([])
  await thief.stop()
  await again.start()
  await untilDesk(bob)
  await bob.arrival(ref)
  expect((await bob.read(ref)).text).toBe('names a record of the thief')
})

test('a removal that a member has seen holds against a later record of the new desk that does not know of it', async () => {
  await addMembers(alice, 'Choir', [dave])
  await untilAgreed(alice, 'Choir', [bob, carol, dave])
  await loseAndReturn([carol])
  await untilDesk(again)
  await untilAgreed(again, 'Choir', [bob, dave])
  for (const person of [again, bob, dave]) await person.stop()
  await carol.start()
  await thief.start()
  await thief.do.groups.remove({ group: 'Choir', persons: ['bob'] }, calling)
  await untilAgreed(thief, 'Choir', [carol])
  await thief.stop()
  await dave.start()
  await untilDesk(carol)
  expect(await namesIn(dave)).toEqual(['alice', 'bob', 'carol', 'dave'])
  expect(await namesIn(carol)).toEqual(['alice', 'carol', 'dave'])
  await again.start()
  await untilAgreed(again, 'Choir', [carol, dave])
  expect(await namesIn(dave)).toEqual(['alice', 'carol', 'dave'])
})

test('a thief cannot hand the group over, because members who believed the hand-over return to its owner', async () => {
  await addMembers(alice, 'Choir', [dave])
  await untilAgreed(alice, 'Choir', [bob, carol, dave])
  await loseAndReturn([carol, dave])
  await untilDesk(again)
  await untilAgreed(again, 'Choir', [bob])
  for (const person of [again, bob]) await person.stop()
  for (const person of [carol, dave, thief]) await person.start()
  await thief.do.groups.handOver({ group: 'Choir', person: 'dave' }, calling)
  await eventually(async () => (await show(carol)).owner.name === 'dave', 'carol believes the handover')
  await thief.stop()
  for (const person of [again, bob]) await person.start()
  for (const person of [again, bob, carol, dave])
    await eventually(async () => (await show(person)).owner.name === 'alice', `${person.name}: alice`)
  await untilAgreed(again, 'Choir', [bob, carol, dave])
})

test('only the device on the owner’s card can move the desk, and only to the next term', async () => {
  await loseAndReturn([])
  await untilDesk(again)
  await untilAgreed(again, 'Choir', [bob, carol])
  const { ledger, identity: mallory } = bob.home.parts
  const group = findNamedGroup(ledger, 'Choir')!
  const row = findGroup(ledger, group)!
  const title = titleForm.decode(row.title)
  const { device, card, attestation } = stolen
  const say = (term: number, signer: typeof device, path: Uint8Array) =>
    signDeskWord(signer, {
      ...{ group, path, term, began: firstEra(term, row.began), after: 0, number: 0 },
      ...{ core: Buffer.alloc(32, 7), generation: 0 },
    })
  const jumped = signCard(device, {
    ...card,
    number: card.number + 1000,
    desk: { device: device.publicKey, term: 9 },
  })
  const forged = [
    // The lost device, with its old card and with a card that skips a term.
    { card: encodeCard(card), desk: { title, word: say(1, device, attestation) } },
    { card: encodeCard(jumped), desk: { title, word: say(9, device, attestation) } },
    // A fellow member who claims that their own desk is the owner's.
    { card: mallory.cardBytes, desk: { title, word: say(3, mallory.device, mallory.attestation) } },
    // The owner's true card beside a record of another person.
    {
      card: again.home.parts.identity.cardBytes,
      desk: { title, word: say(3, mallory.device, mallory.attestation) },
    },
  ]
  const peer = bob.home.peers.find(carol.device)!
  for (const standing of forged)
    await peer.request('group-desk', deskAnnouncementForm.encode({ kemKey: null, ...standing }), 3000)
  const after = findGroup(carol.home.parts.ledger, group)!
  expect([after.core, after.ownerDevice, after.began]).toEqual([row.core, row.ownerDevice, row.began])
  expect(carol.home.parts.acquaintances.findCard(carol.home.parts.ledger, card.person)!.desk.term).toBe(2)
})
