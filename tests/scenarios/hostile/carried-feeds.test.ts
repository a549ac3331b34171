// A contact who forges the messages that carry records of feeds. Nothing is stored past the limits of
// a feed, and the contact's honest records still arrive.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createReleaseRequest, releaseRequestForm } from '../../../src/core/access/index.ts'
import { fromHex, toText } from '../../../src/core/base/index.ts'
import { carryBlocks, discoveryKey, type CarriedBlocks, type Core } from '../../../src/core/cores/index.ts'
import { MAX_FEED_BLOCK_BYTES } from '../../../src/core/feeds/index.ts'
import { DAILY_FEED_RECORDS } from '../../../src/core/feeds/feed-limits.ts'
import { feedBlocksForm, feedQuestionForm } from '../../../src/core/network/feed-messages.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { Mallory, skippedBy } from '../../support/mallory.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

let network: MemoryNetwork
let alice: Person
let bob: Person
let mallory: Mallory

beforeEach(async () => {
  network = new MemoryNetwork()
  alice = await Person.create('alice', network)
  bob = await Person.create('bob', network)
  await pair(alice, bob)
  mallory = await Mallory.pairWith(network, alice)
})
afterEach(() => Promise.all([alice.remove(), bob.remove(), mallory.remove()]))

/** Mallory's feed as alice stores it. */
const stored = (): Promise<Core> => alice.home.parts.foreignCores.openCore(mallory.feedFor(alice).key)
const progress = () => alice.home.parts.feeds.find(alice.home.parts.ledger, mallory.person)!
/** Resolves when the message was judged. It has no answer, so it is also handed over directly. */
async function send(carried: CarriedBlocks): Promise<void> {
  await mallory.ask(alice.device, 'feed-blocks', feedBlocksForm.encode({ carried }))
  await alice.home.parts.feeds.acceptCarried(mallory.device.publicKey, carried)
}

/** Carries blocks that mallory writes while her feed is not attached, so that only messages can bring them. */
async function carryUnasked(blocks: Uint8Array[], length = 0): Promise<CarriedBlocks> {
  const feed = mallory.feedFor(alice)
  await mallory.writeBlocks(alice, ...blocks)
  const positions = blocks.map((_, nth) => feed.length - blocks.length + nth)
  const made = await carryBlocks(feed, { length, positions, maxBytes: 1 << 24 })
  return made!.carried
}

async function expectHonestLettersArrive(): Promise<void> {
  const made = await mallory.sendHonestly(alice)
  await alice.arrival(made.refText)
  const ref = await bob.write(alice, 'From bob', 'all is well')
  await alice.arrival(ref)
}

type Forge = (carried: CarriedBlocks) => CarriedBlocks
const changeBlock = (carried: CarriedBlocks, change: object): CarriedBlocks => ({
  ...carried,
  blocks: carried.blocks.map((block) => ({ ...block, ...change })),
})
const flip = (bytes: Uint8Array): Uint8Array =>
  Buffer.from(bytes.map((byte, at) => (at === 9 ? byte ^ 1 : byte)))
const forgeries: [string, Forge][] = [
  ['another block', (carried) => changeBlock(carried, { block: randomBytes(300) })],
  ['a wrong position', (carried) => changeBlock(carried, { position: 7 })],
  ['a huge position', (carried) => changeBlock(carried, { position: Number.MAX_SAFE_INTEGER })],
  [
    'a path of foreign nodes',
    (carried) => changeBlock(carried, { path: [{ index: 2, size: 300, hash: randomBytes(32) }] }),
  ],
  [
    'a wrong signature',
    (carried) => ({
      ...carried,
      step: { ...carried.step!, signature: flip(carried.step!.signature) },
    }),
  ],
  ['a longer step than signed', (carried) => ({ ...carried, step: { ...carried.step!, length: 9 } })],
  [
    'a node too many',
    (carried) => ({
      ...carried,
      step: { ...carried.step!, nodes: [{ index: 5, size: 1, hash: randomBytes(32) }] },
    }),
  ],
  ['no step', (carried) => ({ ...carried, step: null })],
  ['a higher fork', (carried) => ({ ...carried, fork: 1 })],
  [
    'another namespace',
    (carried) => ({ ...carried, manifest: { ...carried.manifest!, namespace: randomBytes(32) } }),
  ],
  [
    'another signer',
    (carried) => ({ ...carried, manifest: { ...carried.manifest!, signer: randomBytes(32) } }),
  ],
  ['no manifest', (carried) => ({ ...carried, manifest: null })],
  ['no blocks', (carried) => ({ ...carried, blocks: [] })],
  ['the feed that alice writes', (carried) => ({ ...carried, core: mallory.victim(alice).theirFeed })],
  ['a core that nobody follows', (carried) => ({ ...carried, core: randomBytes(32) })],
]

test('forged messages store nothing, and the feed goes on', async () => {
  const feed = mallory.feedFor(alice)
  // Alice must know nothing of it yet, so it is made on another core of the same form.
  const other = await mallory.makeCore()
  await mallory.append(other, [randomBytes(300)])
  const { carried } = (await carryBlocks(other, { length: 0, positions: [0], maxBytes: 1 << 20 }))!
  for (const [, forge] of forgeries) await send(forge({ ...carried, core: feed.key }))
  await send(carried)
  const core = await stored()
  expect({ length: core.length, next: progress().nextPosition }).toEqual({ length: 0, next: 0 })
  await expectHonestLettersArrive()
})

test.each(forgeries)('a signed step with %s is not stored, and the feed goes on', async (_, forge) => {
  mallory.hangUp(alice.device)
  const carried = await carryUnasked([randomBytes(300)])
  await mallory.dial(alice.device)
  await send(forge(carried))
  await expectHonestLettersArrive()
  const core = await stored()
  expect(core.length).toBe(mallory.feedFor(alice).length)
  for (let at = 0; at < core.length; at++)
    expect(await core.get(at, { wait: false })).toEqual(await mallory.feedFor(alice).get(at))
})

test('a block over the size of a record is not stored', async () => {
  mallory.hangUp(alice.device)
  const carried = await carryUnasked([randomBytes(MAX_FEED_BLOCK_BYTES + 1)])
  await mallory.dial(alice.device)
  await send(carried)
  await eventually(async () => (await skippedBy(alice))['feed-parked-oversized'] === 1)
  expect(await (await stored()).has(0)).toBe(false)
})

test('the daily share of a feed also holds for records that nobody asked for', async () => {
  await mallory.sendHonestly(alice)
  await eventually(() => progress().nextPosition === 1)
  const { ledger } = alice.home.parts
  const day = Math.floor(Date.now() / 86_400_000)
  await ledger.write((tx) =>
    tx.run(
      'UPDATE pairs SET day = ?, day_records = ? WHERE person = ?',
      day,
      DAILY_FEED_RECORDS,
      mallory.person,
    ),
  )
  const core = await stored()
  const carried = await carryUnasked([randomBytes(300)], 1)
  await send(carried)
  await eventually(async () => (await skippedBy(alice))['feed-parked-quota'] === 1)
  expect(await core.has(1)).toBe(false)
})

test('a record that cannot be stored yet holds back no request of its reader', async () => {
  const feed = mallory.feedFor(alice)
  await mallory.writeBlocks(alice, randomBytes(300))
  await eventually(() => progress().nextPosition === 1)
  // Alice now waits for a block that nobody has.
  await mallory.writeBlocks(alice, randomBytes(300))
  await feed.clear(1, 2)
  await eventually(async () => (await stored()).length === 2)
  await mallory.writeBlocks(alice, randomBytes(300))
  const made = await carryBlocks(feed, { length: 2, positions: [2], maxBytes: 1 << 20 })
  const hash = mallory.handshakeHash(alice.device)
  const question = releaseRequestForm.encode(createReleaseRequest(randomBytes(32), hash, mallory.device))
  const answers = await mallory.askTogether(alice.device, [
    ['feed-blocks', feedBlocksForm.encode({ carried: made!.carried })],
    ['release', question],
  ])
  expect(answers[1]).not.toBeNull()
})

test('a blocked contact’s records are not stored', async () => {
  await mallory.sendHonestly(alice)
  await eventually(() => progress().nextPosition === 1)
  const feed = mallory.feedFor(alice)
  await mallory.writeBlocks(alice, randomBytes(300))
  await alice.do.people.block({ person: mallory.id }, calling)
  const made = await carryBlocks(feed, { length: 1, positions: [1], maxBytes: 1 << 20 })
  await alice.home.parts.feeds.acceptCarried(mallory.device.publicKey, made!.carried)
  expect(await (await stored()).has(1)).toBe(false)
})

test('a contact cannot carry the feed of another contact', async () => {
  await bob.write(alice, 'From bob', 'all is well')
  const { theirCore } = alice.home.parts.feeds.find(alice.home.parts.ledger, fromHex(bob.id))!
  const core = await alice.home.parts.foreignCores.openCore(theirCore)
  await eventually(() => core.length > 0)
  const before = core.length
  await mallory.append(await mallory.makeCore(), [randomBytes(300)])
  const own = await mallory.makeCore()
  await mallory.append(own, [randomBytes(300)])
  const { carried } = (await carryBlocks(own, { length: 0, positions: [0], maxBytes: 1 << 20 }))!
  await send({ ...carried, core: theirCore })
  expect(core.length).toBe(before)
})

test('a question names feeds of its asker only, and never a core of objects', async () => {
  const ref = await alice.write({ name: 'bob' }, 'For bob', 'a secret'.repeat(300))
  await bob.arrival(ref)
  const asked = alice.home.ownCores.list().map(({ core }) => core)
  const answers: Uint8Array[] = []
  mallory.answers.set('feed-blocks', (bytes) => {
    answers.push(bytes)
    return new Uint8Array(0)
  })
  const feeds = asked.map((core) => ({ feed: discoveryKey(core), length: 0 }))
  await mallory.ask(alice.device, 'feed-question', feedQuestionForm.encode({ feeds }))
  // Her own feed may answer; it has at most the card of alice.
  const { theirFeed } = mallory.victim(alice)
  for (const bytes of answers) expect(toText(bytes.subarray(1, 33))).toBe(toText(theirFeed))
})
