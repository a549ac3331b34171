// The groups of an owner who returns on another device.
// A group belongs to its owner, not to a computer.
// It continues without an act of its members, and no post is lost meanwhile.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { Losses } from '../../support/comeback.ts'
import { addMembers, foundGroup, membershipOf, untilAgreed } from '../../support/groups.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
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
let words: string[]

beforeEach(async () => {
  network = new MemoryNetwork()
  losses = await Losses.begin(network)
  alice = await Person.create('alice', network)
  bob = await Person.create('bob', network)
  carol = await Person.create('carol', network)
  dave = await Person.create('dave', network)
  words = await alice.do.home.words({}, calling)
  for (const guest of [bob, carol, dave]) await pair(alice, guest)
})

afterEach(async () => {
  await Promise.all([alice, bob, carol, dave].map((person) => person.remove()))
  await losses.end()
})

async function namesIn(person: Person): Promise<string[]> {
  const { members } = await person.do.groups.show({ group: 'Choir' }, calling)
  return members.map(({ name }) => name).sort()
}

async function rolesIn(person: Person): Promise<Record<string, string>> {
  const { members } = await person.do.groups.show({ group: 'Choir' }, calling)
  return Object.fromEntries(members.map(({ name, role }) => [name, role]))
}

/** Lets this person post, and checks that all others open the post. */
async function isRead(from: Person, readers: Person[], text: string): Promise<void> {
  const ref = await from.write(CHOIR, text, text)
  for (const reader of readers) {
    await reader.arrival(ref)
    expect([reader.name, (await reader.read(ref)).text]).toEqual([reader.name, text])
  }
}

function untilEra(person: Person, least: number): Promise<void> {
  const look = async () => (await person.do.groups.show({ group: 'Choir' }, calling)).era >= least
  return eventually(look, `${person.name} knows the desk of era ${least}`)
}

function expectUnharmed(...people: Person[]): void {
  for (const person of people) {
    const { ledger } = person.home.parts
    expect(ledger.all('SELECT name FROM contacts WHERE is_rewritten = 1')).toEqual([])
    expect(ledger.all('SELECT core FROM rewritten_cores')).toEqual([])
  }
}

test('a restored owner owns the group at once, and it continues with all its members', async () => {
  await foundGroup(alice, 'Choir', [bob, carol])
  await untilAgreed(alice, 'Choir', [bob, carol])
  const again = await losses.comeBack(alice, words, await losses.backUp(alice))
  expect(await again.do.groups.list({}, calling)).toMatchObject([
    { name: 'Choir', membership: 'member', role: 'owner', memberCount: 3 },
  ])
  await untilEra(again, 2 * 65_536)
  await untilAgreed(again, 'Choir', [bob, carol])
  await isRead(again, [bob, carol], 'from the new device')
  await isRead(bob, [again, carol], 'from bob')

  await addMembers(again, 'Choir', [dave])
  await again.do.groups.remove({ group: 'Choir', persons: ['carol'] }, calling)
  await again.do.groups.setRole({ group: 'Choir', person: 'dave', role: 'reader' }, calling)
  await untilAgreed(again, 'Choir', [bob, dave])
  await eventually(async () => (await membershipOf(carol, 'Choir')) === 'removed', 'carol is out')
  await again.do.groups.handOver({ group: 'Choir', person: 'bob' }, calling)
  await untilAgreed(again, 'Choir', [bob, dave])
  await eventually(async () => (await rolesIn(dave)).bob === 'owner', 'bob owns it')
  await isRead(bob, [again, dave], 'mine now')
  expectUnharmed(again, bob, dave)
})

test('posts of members between the loss and the return reach the owner and all members', async () => {
  await foundGroup(alice, 'Choir', [bob, carol, dave])
  await untilAgreed(alice, 'Choir', [bob, carol, dave])
  const backup = await losses.backUp(alice)
  await alice.stop()
  await pair(bob, carol)
  await dave.stop()
  const refs = [await bob.write(CHOIR, 'Between', 'while she was gone')]
  await carol.arrival(refs[0]!)
  await bob.stop()
  refs.push(await carol.write(CHOIR, 'Alone', 'nobody was there'))
  const again = await losses.comeBack(alice, words, backup)
  await untilEra(again, 2 * 65_536)
  await untilEra(carol, 2 * 65_536)
  refs.push(await carol.write(CHOIR, 'After', 'she is back'))
  await bob.start()
  await dave.start()
  await untilAgreed(again, 'Choir', [bob, carol, dave])
  for (const reader of [again, bob, carol, dave])
    for (const [place, ref] of refs.entries()) {
      const isOwn = reader === (place === 0 ? bob : carol)
      if (!isOwn) await reader.arrival(ref)
      if (!isOwn) expect((await reader.read(ref)).text).toMatch(/she|nobody/)
    }
  expectUnharmed(again, bob, carol, dave)
})

test('members return what the owner decided after the backup: admissions, removals and rights', async () => {
  await foundGroup(alice, 'Choir', [bob, carol])
  await untilAgreed(alice, 'Choir', [bob, carol])
  const backup = await losses.backUp(alice)
  await addMembers(alice, 'Choir', [dave], true)
  await alice.do.groups.remove({ group: 'Choir', persons: ['carol'] }, calling)
  await alice.do.groups.setRole({ group: 'Choir', person: 'dave', role: 'reader' }, calling)
  await alice.do.groups.change({ group: 'Choir', name: 'Chorus' }, calling)
  for (const person of [bob, dave])
    await eventually(async () => (await membershipOf(person, 'Chorus')) === 'member', 'the name')
  await untilAgreed(alice, 'Chorus', [bob, dave])
  const unseen = await bob.write({ name: 'Chorus' }, 'Unseen era', 'after the removal')
  await dave.arrival(unseen)
  await alice.stop()

  const again = await losses.comeBack(alice, words, backup)
  await eventually(async () => (await again.do.groups.list({}, calling))[0]?.name === 'Chorus', 'name')
  await untilAgreed(again, 'Chorus', [bob, dave])
  const { members } = await again.do.groups.show({ group: 'Chorus' }, calling)
  expect(members.map(({ name, role, seesHistory }) => [name, role, seesHistory])).toEqual([
    ['alice', 'owner', true],
    ['bob', 'poster', false],
    ['dave', 'reader', true],
  ])
  await again.arrival(unseen)
  expect((await again.read(unseen)).text).toBe('after the removal')
  expect(await membershipOf(carol, 'Choir')).toBe('removed')
  const ref = await again.write({ name: 'Chorus' }, 'New', 'for those who are in it')
  await bob.arrival(ref)
  await expect(carol.read(ref)).rejects.toEqual(refused('NOT_A_READER'))
})

test('an owner who has met no member takes over the group anyway, and repairs it when members connect', async () => {
  await foundGroup(alice, 'Choir', [bob, carol])
  await untilAgreed(alice, 'Choir', [bob, carol])
  const backup = await losses.backUp(alice)
  await addMembers(alice, 'Choir', [dave])
  await alice.do.groups.remove({ group: 'Choir', persons: ['carol'] }, calling)
  await untilAgreed(alice, 'Choir', [bob, dave])
  for (const person of [bob, carol, dave]) await person.stop()
  const again = await losses.comeBack(alice, words, backup)
  await again.do.groups.change({ group: 'Choir', style: 'team' }, calling)
  expect((await again.do.groups.show({ group: 'Choir' }, calling)).era).toBeGreaterThanOrEqual(2 * 65_536)
  const early = await again.write(CHOIR, 'Early', 'before anybody came')
  for (const person of [carol, bob, dave]) await person.start()
  await eventually(async () => (await namesIn(again)).join() === 'alice,bob,dave', 'mended')
  await untilAgreed(again, 'Choir', [bob, dave])
  await bob.arrival(early)
  await isRead(dave, [again, bob], 'dave is still in it')
  expect(await membershipOf(carol, 'Choir')).toBe('removed')
})

test('members who are not contacts of the owner hear of the new desk from others', async () => {
  await pair(bob, carol)
  await foundGroup(bob, 'Choir', [])
  const { link } = await bob.do.groups.createLink({ group: 'Choir', needsApproval: false }, calling)
  await dave.do.groups.join({ link, waitMs: PATIENCE_MS }, calling)
  await addMembers(bob, 'Choir', [carol])
  await untilAgreed(bob, 'Choir', [carol, dave])
  const bobWords = await bob.do.home.words({}, calling)
  const backup = await losses.backUp(bob)
  await bob.stop()
  await dave.stop()
  const again = await losses.comeBack(bob, bobWords, backup)
  await untilEra(again, 2 * 65_536)
  await untilAgreed(again, 'Choir', [carol])
  const away = await again.write(CHOIR, 'While dave is away', 'for dave too')
  await carol.arrival(away)
  await carol.read(away)
  await again.stop()
  await dave.start()
  await untilEra(dave, 2 * 65_536)
  await again.start()
  await dave.arrival(away)
  expect((await dave.read(away)).text).toBe('for dave too')
  await isRead(dave, [again, carol], 'dave goes on')
})

test('a link of the lost device admits no one, and reports that', async () => {
  await foundGroup(alice, 'Choir', [bob])
  const { link } = await alice.do.groups.createLink({ group: 'Choir', needsApproval: false }, calling)
  const again = await losses.comeBack(alice, words, await losses.backUp(alice))
  await untilEra(again, 2 * 65_536)
  expect(await again.do.groups.links({ group: 'Choir' }, calling)).toMatchObject([{ link, state: 'revoked' }])
  await expect(carol.do.groups.join({ link, waitMs: PATIENCE_MS }, calling)).rejects.toEqual(
    refused('LINK_REVOKED'),
  )
  const fresh = await again.do.groups.createLink({ group: 'Choir', needsApproval: false }, calling)
  await carol.do.groups.join({ link: fresh.link, waitMs: PATIENCE_MS }, calling)
  await untilAgreed(again, 'Choir', [bob, carol])
})

test('a group that was handed over after the backup stays with its new owner', async () => {
  await foundGroup(alice, 'Choir', [bob, carol])
  await untilAgreed(alice, 'Choir', [bob, carol])
  const backup = await losses.backUp(alice)
  await alice.do.groups.handOver({ group: 'Choir', person: 'bob' }, calling)
  await untilAgreed(bob, 'Choir', [alice, carol])
  await eventually(async () => (await rolesIn(carol)).bob === 'owner', 'bob owns it')
  const again = await losses.comeBack(alice, words, backup)
  await eventually(async () => (await rolesIn(again)).bob === 'owner', 'alice hears of it')
  await untilAgreed(bob, 'Choir', [again, carol])
  await isRead(again, [bob, carol], 'as a member')
  await isRead(bob, [again, carol], 'as the owner')
})

test('an owner returns twice, then from the older backup, and members follow each time', async () => {
  await foundGroup(alice, 'Choir', [bob, carol])
  await untilAgreed(alice, 'Choir', [bob, carol])
  const older = await losses.backUp(alice)
  const second = await losses.comeBack(alice, words, older)
  await untilAgreed(second, 'Choir', [bob, carol])
  await untilEra(second, 2 * 65_536)
  const newer = await losses.backUp(second)
  const third = await losses.comeBack(second, words, newer)
  await untilEra(third, 3 * 65_536)
  await untilAgreed(third, 'Choir', [bob, carol])
  await addMembers(third, 'Choir', [dave])
  await isRead(third, [bob, carol, dave], 'the third')
  await new Promise((resolve) => setTimeout(resolve, 1100))
  const fourth = await losses.comeBack(third, words, older)
  await eventually(async () => (await namesIn(fourth)).includes('dave'), 'dave is not lost')
  await untilAgreed(fourth, 'Choir', [bob, carol, dave])
  await isRead(fourth, [bob, carol, dave], 'the fourth')
  await isRead(dave, [fourth, bob, carol], 'dave')
  expectUnharmed(fourth, bob, carol, dave)
})

test('a member who returns on another device keeps role, rights and unopened posts', async () => {
  await foundGroup(alice, 'Choir', [bob, carol])
  await untilAgreed(alice, 'Choir', [bob, carol])
  const before = await alice.write(CHOIR, 'Before', 'not opened by bob yet')
  await bob.arrival(before)
  const own = await bob.write(CHOIR, 'Mine', 'by bob, on the old device', {
    policy: { ...PLAIN_POLICY, mode: 'open' },
  })
  await carol.arrival(own)
  const bobWords = await bob.do.home.words({}, calling)
  const backup = await losses.backUp(bob)
  const again = await losses.comeBack(bob, bobWords, backup)
  expect(await membershipOf(again, 'Choir')).toBe('member')
  await isRead(again, [alice, carol], 'from the new device')
  expect((await again.read(before)).text).toBe('not opened by bob yet')
  expect((await carol.read(own)).text).toBe('by bob, on the old device')
  await isRead(alice, [again, carol], 'from alice')
  expectUnharmed(again, alice, carol)
})
