// Members join and leave; the roster that the author's device knows at the release decides
// which posts each may read.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { apart } from '../../support/apart.ts'
import { addMembers, foundGroup, membershipOf, untilAgreed, untilIn } from '../../support/groups.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { refused } from '../../support/refused.ts'

let network: MemoryNetwork
let alice: Person
let bob: Person
let carol: Person

beforeEach(async () => {
  network = new MemoryNetwork()
  alice = await Person.create('alice', network)
  bob = await Person.create('bob', network)
  carol = await Person.create('carol', network)
  await pair(alice, bob)
  await pair(alice, carol)
})

afterEach(() => Promise.all([alice, bob, carol].map((person) => person.remove())))

const CHOIR = { name: 'Choir' }

test('a removed member gets no further key and no new post', async () => {
  await foundGroup(alice, 'Choir', [bob, carol])
  const before = await alice.write(CHOIR, 'Before', 'for all')
  const opened = await alice.write(CHOIR, 'Opened', 'for all, too')
  await Promise.all([bob.arrival(before), bob.arrival(opened)])
  await bob.read(opened)
  await alice.do.groups.remove({ group: 'Choir', persons: ['bob'] }, calling)
  await untilAgreed(alice, 'Choir', [carol])
  await eventually(async () => (await membershipOf(bob, 'Choir')) === 'removed', 'bob knows it')
  await expect(bob.read(before)).rejects.toEqual(refused('RECALLED'))
  expect((await bob.read(opened)).text).toBe('for all, too')
  const after = await alice.write(CHOIR, 'After', 'without bob')
  await carol.arrival(after)
  expect((await carol.read(after)).text).toBe('without bob')
  expect((await bob.list()).map(({ ref }) => ref)).not.toContain(after)
  await expect(bob.write(CHOIR, 'Still here?', '')).rejects.toEqual(refused('NOT_A_POSTER'))
  expect((await alice.status(before)).map(({ name }) => name)).toEqual(['carol'])
})

test('a later member reads posts from their admission on, or the history too if the owner allows it', async () => {
  await foundGroup(alice, 'Choir', [])
  const early = await alice.write(CHOIR, 'Early', 'the first word')
  await addMembers(alice, 'Choir', [bob])
  await addMembers(alice, 'Choir', [carol], true)
  const late = await alice.write(CHOIR, 'Late', 'the second')
  await Promise.all([bob.arrival(late), carol.arrival(late), carol.arrival(early)])
  expect((await carol.read(early)).text).toBe('the first word')
  expect((await bob.list()).map(({ subject }) => subject)).toEqual(['Late'])
})

for (const history of [false, true])
  test(`a member who was added while away reads posts of eras that ended meanwhile, ${history ? 'with' : 'without'} the history`, async () => {
    await foundGroup(alice, 'Choir', [bob])
    const early = await alice.write(CHOIR, 'Early', 'the first word')
    await carol.stop()
    await alice.do.groups.add({ group: 'Choir', persons: ['carol'], history }, calling)
    const between = await alice.write(CHOIR, 'Between', 'for carol too')
    await alice.do.groups.remove({ group: 'Choir', persons: ['bob'] }, calling)
    const late = await alice.write(CHOIR, 'Late', 'without bob')
    await carol.start()
    await Promise.all([carol.arrival(between), carol.arrival(late)])
    expect((await carol.read(between)).text).toBe('for carol too')
    if (history) await carol.arrival(early)
    const subjects = (await carol.list()).map(({ subject }) => subject).sort()
    expect(subjects).toEqual(history ? ['Between', 'Early', 'Late'] : ['Between', 'Late'])
  })

test('a member who leaves is removed from the roster when the owner hears of it', async () => {
  await foundGroup(alice, 'Choir', [bob, carol])
  const left = await bob.do.groups.leave({ group: 'Choir' }, calling)
  expect(left.membership).toBe('left')
  const names = async () =>
    (await alice.do.groups.show({ group: 'Choir' }, calling)).members.map(({ name }) => name)
  await eventually(async () => (await names()).join() === 'alice,carol', 'bob is off the roster')
  expect((await alice.do.groups.show({ group: 'Choir' }, calling)).era).toBe(1)
  await untilAgreed(alice, 'Choir', [carol])
  await expect(alice.do.groups.leave({ group: 'Choir' }, calling)).rejects.toEqual(refused('INVALID'))
})

test('in an announcement group only the owner posts; members read and answer', async () => {
  await foundGroup(alice, 'News', [bob, carol], { style: 'announcements' })
  await expect(bob.write({ name: 'News' }, 'Mine', '')).rejects.toEqual(refused('NOT_A_POSTER'))
  const ref = await alice.write({ name: 'News' }, 'Number one', 'A magazine.')
  await bob.arrival(ref)
  await bob.read(ref)
  await bob.do.letters.mark({ ref, value: 'done' }, calling)
  await eventually(async () => (await alice.status(ref))[0]?.state === 'done', 'alice hears it')
  await alice.do.groups.setRole({ group: 'News', person: 'bob', role: 'poster' }, calling)
  await untilAgreed(alice, 'News', [bob, carol])
  const guest = await bob.write({ name: 'News' }, 'A guest', 'by bob')
  await carol.arrival(guest)
  expect((await carol.read(guest)).text).toBe('by bob')
  await expect(bob.do.groups.remove({ group: 'News', persons: ['carol'] }, calling)).rejects.toEqual(
    refused('NOT_YOURS'),
  )
})

test('a fellow member passes on a post to members whom its author cannot reach', async () => {
  await foundGroup(alice, 'Choir', [bob, carol])
  await untilAgreed(alice, 'Choir', [bob, carol])
  await eventually(async () => bob.home.peers.list().length === 2, 'bob and carol are connected')
  network.partition(alice.device, carol.device)
  const ref = await alice.write(CHOIR, 'Round the corner', apart('by way of bob'), {
    policy: { ...PLAIN_POLICY, mode: 'open' },
  })
  await bob.arrival(ref)
  await bob.read(ref)
  await carol.arrival(ref)
  expect((await carol.read(ref)).text).toBe(apart('by way of bob'))
})

test('a fellow member’s gossip about a group counts as no violation before its owner has announced the group', async () => {
  await pair(bob, carol)
  await foundGroup(alice, 'Choir', [bob])
  network.partition(alice.device, carol.device)
  await alice.do.groups.add({ group: 'Choir', persons: ['carol'], history: false }, calling)
  await untilAgreed(alice, 'Choir', [bob])
  const { members } = await bob.do.groups.show({ group: 'Choir' }, calling)
  expect(members.map(({ name }) => name)).toEqual(['alice', 'bob', 'carol'])
  // This letter follows the gossip about the group on the same connection.
  const ref = await bob.write({ name: 'carol' }, 'Have you heard?', '')
  await carol.arrival(ref)
  await carol.read(ref)
  expect(await membershipOf(carol, 'Choir')).toBe(null)
  expect((await carol.do.doctor.report({}, calling)).skipped).toEqual({})
  network.heal(alice.device, carol.device)
  await untilIn(carol, 'Choir')
})

test('a link admits its holders until it is revoked; with approval the owner admits each one', async () => {
  const dave = await Person.create('dave', network)
  const erin = await Person.create('erin', network)
  try {
    await foundGroup(alice, 'News', [bob], { style: 'announcements' })
    const { link } = await alice.do.groups.createLink({ group: 'News', needsApproval: false }, calling)
    const joined = await dave.do.groups.join({ link, waitMs: PATIENCE_MS }, calling)
    expect([joined.name, joined.membership, joined.role]).toEqual(['News', 'member', 'reader'])
    const ref = await alice.write({ name: 'News' }, 'Welcome', 'dave')
    await dave.arrival(ref)
    expect((await dave.read(ref)).text).toBe('dave')
    const [used] = await alice.do.groups.links({ group: 'News' }, calling)
    expect(used).toMatchObject({ uses: 1, state: 'open' })
    await alice.do.groups.revokeLink({ link: used!.id }, calling)
    await expect(erin.do.groups.join({ link, waitMs: PATIENCE_MS }, calling)).rejects.toEqual(
      refused('LINK_REVOKED'),
    )
    const careful = await alice.do.groups.createLink({ group: 'News', needsApproval: true }, calling)
    expect((await erin.do.groups.join({ link: careful.link, waitMs: PATIENCE_MS }, calling)).membership).toBe(
      'asked',
    )
    const [ask] = await alice.do.groups.requests({}, calling)
    expect(ask!.from.name).toBe('erin')
    await alice.do.groups.answerRequest({ request: ask!.id, accept: true }, calling)
    await untilIn(erin, 'News')
    await alice.stop()
    const late = await Person.create('late', network)
    await expect(late.do.groups.join({ link: careful.link, waitMs: 300 }, calling)).rejects.toEqual(
      refused('INVITER_AWAY'),
    )
    await late.remove()
    await alice.start()
  } finally {
    await Promise.all([dave.remove(), erin.remove()])
  }
})
