// A feed with hostile growth. Foreign data costs no more than the reader allows,
// and a rewrite is detected and kept as evidence.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { toText, type Clock } from '../../../src/core/base/index.ts'
import { DAILY_FEED_RECORDS } from '../../../src/core/feeds/feed-limits.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { Mallory, skippedBy } from '../../support/mallory.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

const MIB = 1024 * 1024

let network: MemoryNetwork
let alice: Person
let bob: Person
let mallory: Mallory
let daysPassed: number

/** A clock that runs normally, to which a test can add days. */
const clock: Clock = {
  now: () => Date.now() + daysPassed * 86_400_000,
  monotonicMs: () => performance.now() + daysPassed * 86_400_000,
}

beforeEach(async () => {
  daysPassed = 0
  network = new MemoryNetwork()
  alice = await Person.create('alice', network, clock)
  bob = await Person.create('bob', network)
  await pair(alice, bob)
  mallory = await Mallory.pairWith(network, alice)
})

afterEach(() => Promise.all([alice.remove(), bob.remove(), mallory.remove()]))

const parked = async () =>
  (await alice.do.doctor.report({}, calling)).parked.map(({ person, reason }) => ({ person, reason }))
const progress = () => alice.home.parts.feeds.find(alice.home.parts.ledger, mallory.person)!
const fromMallory = () => network.bytesMoved(alice.device, mallory.device.publicKey)

async function expectBobUnharmed(): Promise<void> {
  const ref = await bob.write(alice, 'From bob', 'all is well')
  await alice.arrival(ref)
  expect(await alice.read(ref)).toMatchObject({ text: 'all is well' })
}

async function expectParkedUnread(readBefore: number, movedBefore: number): Promise<void> {
  await eventually(async () => (await parked()).length > 0, 'the feed is parked')
  await expectBobUnharmed()
  expect({ parked: await parked(), read: progress().nextPosition }).toEqual({
    parked: [{ person: mallory.id, reason: 'oversized' }],
    read: readBefore,
  })
  expect(fromMallory() - movedBefore).toBeLessThan(64 * 1024)
  expect(await skippedBy(alice)).toMatchObject({ 'feed-parked-oversized': 1 })
}

test('an 8 MiB block is not fetched', async () => {
  const made = await mallory.sendHonestly(alice)
  await alice.arrival(made.refText)
  const moved = fromMallory()
  await mallory.writeBlocks(alice, Buffer.alloc(8 * MIB, 1))
  await expectParkedUnread(1, moved)
  expect(await alice.read(made.refText)).toMatchObject({ text: 'nothing to complain about' })
})

test('a huge block in front of thousands of tiny ones is not fetched either', async () => {
  const moved = fromMallory()
  const tiny = Array.from({ length: 4000 }, () => Buffer.alloc(40, 2))
  await mallory.writeBlocks(alice, ...[Buffer.alloc(8 * MIB, 1), ...tiny])
  await expectParkedUnread(0, moved)
})

test('a feed that grows by many huge blocks costs a few kilobytes', async () => {
  const moved = fromMallory()
  const feed = mallory.feedFor(alice)
  const large = Buffer.alloc(12 * MIB, 3)
  for (let i = 0; i < 5; i++) {
    await mallory.writeBlocks(alice, large)
    await feed.clear(i, i + 1)
  }
  expect(feed.byteLength).toBe(60 * MIB)
  await expectParkedUnread(0, moved)
})

test('one daily quota is read per day from a feed of many tiny records', async () => {
  // All of today's quota except the last two thousand is used already.
  const { ledger } = alice.home.parts
  const spent = DAILY_FEED_RECORDS - 2000
  const today = Math.floor(clock.now() / 86_400_000)
  await ledger.write((tx) =>
    tx.run('UPDATE pairs SET day = ?, day_records = ? WHERE person = ?', today, spent, mallory.person),
  )
  const garbage = Array.from({ length: 10_000 }, () => Buffer.alloc(48, 4))
  await mallory.writeBlocks(alice, ...garbage)
  await expectBobUnharmed()
  await eventually(async () => (await parked()).length > 0, 'the feed is parked')
  expect({ parked: await parked(), read: progress().nextPosition }).toEqual({
    parked: [{ person: mallory.id, reason: 'quota' }],
    read: 2000,
  })
  expect(await skippedBy(alice)).toMatchObject({ 'feed-record-malformed': 2000, 'feed-parked-quota': 1 })
  await expectBobUnharmed()
  daysPassed = 1
  network.cut(alice.device, mallory.device.publicKey)
  await mallory.dial(alice.device)
  await eventually(() => progress().nextPosition > 4000, 'reading resumes the next day')
})

const rewritten = () =>
  alice.home.parts.ledger.all<{ core: Uint8Array; fork: number }>('SELECT core, fork FROM rewritten_cores')

test('a feed that is truncated and rewritten is shown as rewritten, and records read before stay', async () => {
  const made = await mallory.sendHonestly(alice, 'Before')
  await alice.arrival(made.refText)
  await alice.read(made.refText)
  const feed = mallory.feedFor(alice)
  await mallory.beginAgain(feed)
  await mallory.sendHonestly(alice, 'Instead')
  await mallory.sendHonestly(alice, 'And more')
  network.cut(alice.device, mallory.device.publicKey)
  await mallory.dial(alice.device)
  await eventually(() => rewritten().length > 0, 'the rewrite is noticed')
  await expectBobUnharmed()
  expect(rewritten()).toEqual([{ core: feed.key, fork: 1 }])
  expect((await alice.list()).map(({ subject }) => subject)).toEqual(['From bob', 'Before'])
  expect(await alice.read(made.refText)).toMatchObject({ text: 'nothing to complain about' })
  const report = await alice.do.doctor.report({}, calling)
  expect([report.healthy, report.skipped['core-rewritten']]).toEqual([false, 1])
  const evidence = { person: toText(mallory.person), core: toText(feed.key), fork: 1 }
  expect(report.rewritten).toEqual([expect.objectContaining(evidence)])
  expect(report.rewritten[0]!.length).toBeGreaterThan(0)
  expect(Math.abs(Date.parse(report.rewritten[0]!.seenAt) - Date.now())).toBeLessThan(60_000)
})

test('two feeds of one length with different contents are detected by their signatures', async () => {
  await mallory.write(
    alice,
    { type: 'kept', objects: [randomBytes(32)] },
    { type: 'kept', objects: [randomBytes(32)] },
  )
  await eventually(() => progress().nextPosition === 2)
  await mallory.startOver()
  await mallory.write(alice, { type: 'kept', objects: [randomBytes(32)] })
  await mallory.write(
    alice,
    { type: 'kept', objects: [randomBytes(32)] },
    { type: 'kept', objects: [randomBytes(32)] },
  )
  await mallory.dial(alice.device)
  await eventually(() => rewritten().length > 0, 'the conflict is noticed')
  await expectBobUnharmed()
  expect(rewritten()).toEqual([{ core: mallory.feedFor(alice).key, fork: 0 }])
  const report = await alice.do.doctor.report({}, calling)
  expect([report.healthy, report.skipped['core-rewritten']]).toEqual([false, 1])
})
