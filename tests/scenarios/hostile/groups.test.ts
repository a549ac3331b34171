// Mallory in a group: removed, only a reader, or owner of another group. She may change her ledger.
// Her records are sealed and signed correctly; the roster of the other members decides.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { coreKey } from '../../../src/core/cores/index.ts'
import { gossipForm } from '../../../src/core/groups/gossip-message.ts'
import { findGroup, findNamedGroup } from '../../../src/core/groups/group-row.ts'
import { joinAnswerForm, joinRequestForm } from '../../../src/core/groups/join-message.ts'
import { foundingTitle, titleForm } from '../../../src/core/groups/title.ts'
import { randomBytes, createSigningKeyPair } from '../../../src/core/seal/index.ts'
import { foundGroup, membershipOf, untilAgreed } from '../../support/groups.ts'
import { skippedBy } from '../../support/mallory.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { makeIdentity, RawPeer } from '../../support/raw-peer.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

let network: MemoryNetwork
let alice: Person
let bob: Person
let mallory: Person
const CHOIR = { name: 'Choir' }

beforeEach(async () => {
  network = new MemoryNetwork()
  alice = await Person.create('alice', network)
  bob = await Person.create('bob', network)
  mallory = await Person.create('mallory', network)
  await pair(alice, bob)
  await pair(alice, mallory)
})

afterEach(() => Promise.all([alice, bob, mallory].map((person) => person.remove())))

const groupOf = (person: Person): Uint8Array => findNamedGroup(person.home.parts.ledger, 'Choir')!
const subjectsOf = async (person: Person) => (await person.list()).map(({ subject }) => subject)

/** She may change her own ledger. */
const forge = (person: Person, sql: string): Promise<unknown> =>
  person.home.parts.ledger.write((tx) => tx.run(sql, groupOf(person)))

test('records that a removed member writes into the feed of the old era are ignored', async () => {
  await foundGroup(alice, 'Choir', [bob, mallory])
  await untilAgreed(alice, 'Choir', [bob, mallory])
  const honest = await mallory.write(CHOIR, 'Honest', 'while I was in it')
  await Promise.all([alice.arrival(honest), bob.arrival(honest)])
  await alice.do.groups.remove({ group: 'Choir', persons: ['mallory'] }, calling)
  await untilAgreed(alice, 'Choir', [bob])
  await eventually(async () => (await membershipOf(mallory, 'Choir')) === 'removed', 'mallory knows')
  await forge(mallory, "UPDATE groups SET membership = 'member' WHERE group_id = ?")
  await mallory.write(CHOIR, 'Slipped in', 'as if I still were')
  await alice.arrival(await bob.write(CHOIR, 'Next', 'and alice reads on'))
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(await subjectsOf(alice)).toEqual(['Next', 'Honest'])
  expect(await subjectsOf(bob)).toEqual(['Honest'])
})

test('a removed writer’s feed of the old era is not followed if it is announced only after the removal', async () => {
  await foundGroup(alice, 'Choir', [bob, mallory])
  await untilAgreed(alice, 'Choir', [bob, mallory])
  const group = groupOf(alice)
  await alice.do.groups.remove({ group: 'Choir', persons: ['mallory'] }, calling)
  await untilAgreed(alice, 'Choir', [bob])
  const { feeds } = bob.home.groups
  const { ledger, identity } = bob.home.parts
  const head = { era: 0, device: mallory.device, generation: 0, length: 3 }
  expect(feeds.planFollow(ledger, group, mallory.home.parts.identity.person, head)).toBeNull()
  expect(feeds.planFollow(ledger, group, identity.person, { ...head, era: 7 })).toBeNull()
})

test('a member with the role reader cannot post, neither now nor in an earlier era in which they could', async () => {
  const carol = await Person.create('carol', network)
  await pair(alice, carol)
  try {
    await foundGroup(alice, 'Choir', [bob, carol, mallory])
    await untilAgreed(alice, 'Choir', [bob, carol, mallory])
    const honest = await mallory.write(CHOIR, 'Honest', 'as a poster')
    await Promise.all([alice.arrival(honest), bob.arrival(honest)])
    await alice.do.groups.remove({ group: 'Choir', persons: ['carol'] }, calling)
    await alice.do.groups.setRole({ group: 'Choir', person: 'mallory', role: 'reader' }, calling)
    await untilAgreed(alice, 'Choir', [bob, mallory])
    const member = "UPDATE group_members SET role = 'poster' WHERE group_id = ?"
    await forge(mallory, member)
    await mallory.write(CHOIR, 'Now', 'though I may not')
    await forge(mallory, 'UPDATE groups SET era = 0, epoch = 1 WHERE group_id = ?')
    await mallory.write(CHOIR, 'Then', 'in the old era')
    await eventually(async () => ((await skippedBy(bob))['feed-record-malformed'] ?? 0) >= 1, 'skipped')
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(await subjectsOf(bob)).toEqual(['Honest'])
    expect(await subjectsOf(alice)).toEqual(['Honest'])
  } finally {
    await carol.remove()
  }
})

test('a member with the role reader cannot give the group a letter that its members had from them alone', async () => {
  await foundGroup(alice, 'Choir', [bob, mallory])
  await pair(bob, mallory)
  const alone = await mallory.write(bob, 'Alone', 'for bob')
  await bob.arrival(alone)
  await alice.do.groups.setRole({ group: 'Choir', person: 'mallory', role: 'reader' }, calling)
  await untilAgreed(alice, 'Choir', [bob, mallory])
  await forge(mallory, "UPDATE group_members SET role = 'poster' WHERE group_id = ?")
  await mallory.do.letters.share({ ref: alone, to: 'Choir' }, calling)
  await eventually(async () => ((await skippedBy(bob))['feed-record-malformed'] ?? 0) >= 1, 'skipped')
  expect(bob.home.parts.ledger.get('SELECT 1 FROM received_other_routes')).toBeUndefined()
  expect(await subjectsOf(alice)).toEqual([])
})

test('a person can neither claim the id of a group that they do not own, nor reclaim one that they handed over', async () => {
  await pair(bob, mallory)
  await foundGroup(alice, 'Choir', [bob])
  await bob.do.groups.leave({ group: 'Choir' }, calling)
  const group = groupOf(bob)
  const before = findGroup(bob.home.parts.ledger, group)!
  const { device, person } = mallory.home.parts.identity
  const core = coreKey(device.publicKey, randomBytes(32))
  const hers = titleForm.encode(foundingTitle(person, randomBytes(32)))
  for (const title of [hers, before.title, titleForm.encode(titleForm.decode(before.title))])
    await mallory.home.parts.ledger.write((tx) =>
      mallory.home.parts.feeds.append(tx, bob.home.parts.identity.person, {
        type: 'membership',
        ...{ group, core, number: 99, title },
      }),
    )
  await eventually(async () => (await skippedBy(bob))['feed-record-malformed'] === 3, 'all are skipped')
  expect(findGroup(bob.home.parts.ledger, group)).toMatchObject({
    membership: 'left',
    owner: before.owner,
    core: before.core,
  })
})

test('a stranger with a made-up token learns nothing about a group or its owner', async () => {
  await foundGroup(alice, 'Choir', [bob])
  const stranger = await makeIdentity('stranger', createSigningKeyPair())
  const raw = await RawPeer.join(network, stranger.device)
  try {
    await raw.dial(alice.device)
    const ask = (group: Uint8Array) =>
      raw.ask(
        alice.device,
        'group-join',
        joinRequestForm.encode({
          group,
          token: randomBytes(16),
          card: stranger.cardBytes,
          kemKey: stranger.kemKey,
        }),
      )
    const answers = [await ask(groupOf(alice)), await ask(randomBytes(32))]
    expect(answers.map((bytes) => joinAnswerForm.decode(bytes!))).toEqual([
      { answer: 'revoked', owner: null },
      { answer: 'revoked', owner: null },
    ])
  } finally {
    await raw.remove()
  }
})

test('gossip about feeds that do not exist adds few rows, and none for people outside the group', async () => {
  await foundGroup(alice, 'Choir', [bob, mallory])
  await untilAgreed(alice, 'Choir', [bob, mallory])
  const group = groupOf(alice)
  const heads = Array.from({ length: 400 }, (_, generation) => ({
    ...{ era: generation % 4, device: bob.device, length: 9 },
    generation: Math.floor(generation / 4),
  }))
  const peer = await eventuallyPeer(mallory, alice)
  for (let i = 0; i < 5; i++)
    await peer.request(
      'group',
      gossipForm.encode({ group, number: 0, succession: null, wantsSince: null, heads }),
      5000,
    )
  const rows = alice.home.parts.ledger.all('SELECT 1 FROM group_feeds WHERE is_mine = 0')
  expect(rows.length).toBeLessThanOrEqual(3)
  // A missing group and an existing group without her get the same answer.
  await foundGroup(alice, 'Council', [bob])
  const ask = (asked: Uint8Array) =>
    peer.request(
      'group',
      gossipForm.encode({ group: asked, number: 0, succession: null, wantsSince: 0, heads: [] }),
      5000,
    )
  const council = alice.home.groups.findNamed('Council')!
  expect(await ask(council)).toEqual(await ask(randomBytes(32)))
  expect(await ask(council)).not.toEqual(await ask(group))
})

async function eventuallyPeer(from: Person, to: Person) {
  await eventually(() => from.home.peers.find(to.device) !== null, 'they are connected')
  return from.home.peers.find(to.device)!
}
