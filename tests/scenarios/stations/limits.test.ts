// A limit refuses; it never removes anything, and one customer never loses a block by another.
import { expect, test } from 'vitest'
import { WHOLE_CORE } from '../../../src/core/station-records/index.ts'
import type { RawCustomer } from '../../support/raw-customer.ts'
import { eventually } from '../../support/person.ts'
import { isKept, makeBlocks, useStations } from '../../support/use-stations.ts'
import { settle } from '../../support/wire-events.ts'

const make = useStations()
const BLOCK = 50_000

/** Waits until the station has stopped fetching for this customer. */
async function usedAtRest(customer: RawCustomer): Promise<number> {
  let before = -1
  let now = await customer.usedBytes()
  while (now !== before || now === 0) {
    await settle(150)
    before = now
    now = await customer.usedBytes()
  }
  return now
}

test('ten times the limit is refused, and nobody else loses a block', async () => {
  const station = await make.station()
  const bob = await make.customer(station)
  const letters = await bob.write(makeBlocks(20))
  await bob.keep(letters)
  await isKept(bob, letters)

  const alice = await make.customer(station, { bytes: 1_000_000 })
  const huge = await alice.write(makeBlocks(200, BLOCK))
  await alice.keep(huge)
  const used = await usedAtRest(alice)
  expect(used).toBeGreaterThan(900_000)
  expect(used).toBeLessThanOrEqual(1_000_000)
  expect(await alice.keep(huge)).toEqual(['QUOTA'])
  expect(await alice.keep(await alice.write(makeBlocks(1)))).toEqual(['QUOTA'])
  expect(await bob.kept(letters.core.key)).toEqual([20])
  expect((await station.do.doctor()).bytes).toBe(used + 20_000)

  await alice.drop(huge.core.key, 0, WHOLE_CORE)
  expect(await alice.usage()).toMatchObject({ usage: { bytes: 0, cores: 0 } })
  expect((await station.do.doctor()).bytes).toBe(20_000)
})

test('a core that did not fit goes on when there is room', async () => {
  const station = await make.station()
  const alice = await make.customer(station, { bytes: 500_000 })
  const first = await alice.write(makeBlocks(8, BLOCK))
  await alice.keep(first)
  await isKept(alice, first)
  const second = await alice.write(makeBlocks(4, BLOCK))
  await alice.keep(second)
  await eventually(async () => (await alice.kept(second.core.key))[0] === 1, 'the first block is kept')
  await usedAtRest(alice)
  expect(await alice.kept(second.core.key)).toEqual([1])
  await alice.drop(first.core.key, 0, 4)
  await isKept(alice, second)
})

test('the limit of the station holds for all customers together', async () => {
  const station = await make.station({ limitBytes: 600_000 })
  const alice = await make.customer(station)
  const written = await alice.write(makeBlocks(20, BLOCK))
  await alice.keep(written)
  expect(await usedAtRest(alice)).toBeLessThanOrEqual(600_000)
  const bob = await make.customer(station)
  expect(await bob.keep(await bob.write(makeBlocks(1)))).toEqual(['QUOTA'])
  const health = await station.do.doctor()
  expect(health.bytes).toBeLessThanOrEqual(600_000)
  expect(health).toMatchObject({ healthy: false, limitBytes: 600_000 })
})

test('what others write never takes more than a quarter of an account', async () => {
  const station = await make.station()
  const alice = await make.customer(station, { bytes: 1_000_000 })
  const bob = await make.stranger(station)
  const feed = await bob.makeCore()
  await bob.append(feed, makeBlocks(12, BLOCK))
  await alice.watch(feed.key)
  bob.hangUp(station.device)
  await bob.dial(station.device)
  expect(await usedAtRest(alice)).toBeLessThanOrEqual(250_000)
  const [length] = await alice.kept(feed.key)
  expect(length).toBeGreaterThan(2)

  const letters = await alice.write(makeBlocks(14, BLOCK))
  await alice.keep(letters)
  await isKept(alice, letters)
  await alice.drop(letters.core.key, 0, WHOLE_CORE)

  await alice.drop(feed.key, 0, length!)
  await eventually(async () => (await alice.kept(feed.key))[0]! > length!)
  expect(await alice.usedBytes()).toBeLessThanOrEqual(250_000)
})

test('a customer who writes too much to another one does not fill their account', async () => {
  const station = await make.station()
  const alice = await make.customer(station, { bytes: 1_000_000 })
  const mallory = await make.customer(station)
  const feed = await mallory.write(makeBlocks(30, BLOCK))
  await mallory.keep(feed)
  await alice.watch(feed.core.key)
  await isKept(mallory, feed)
  expect(await alice.usedBytes()).toBe(250_000)
  const letters = await alice.write(makeBlocks(14, BLOCK))
  await alice.keep(letters)
  await isKept(alice, letters)
})

test('cores beyond the limit are refused, and give their place back', async () => {
  const station = await make.station()
  const alice = await make.customer(station, { cores: 2 })
  const [a, b, c] = [
    await alice.write(makeBlocks(1)),
    await alice.write(makeBlocks(1)),
    await alice.write(makeBlocks(1)),
  ]
  expect(await alice.keep(a, b, c)).toEqual(['taken', 'taken', 'QUOTA'])
  await alice.drop(a.core.key, 0, WHOLE_CORE)
  expect(await alice.keep(b, c)).toEqual(['taken', 'taken'])
})

test('a core that two customers hold counts for both, and stays when one of them leaves', async () => {
  const station = await make.station()
  const [alice, bob] = [await make.customer(station), await make.customer(station)]
  const feed = await bob.write(makeBlocks(10))
  await bob.keep(feed)
  await alice.watch(feed.core.key)
  await isKept(bob, feed)
  await eventually(async () => (await alice.usedBytes()) === 10_000)
  expect((await station.do.doctor()).bytes).toBe(10_000)
  await bob.drop(feed.core.key, 0, 5)
  expect(await bob.usedBytes()).toBe(5_000)
  expect((await station.do.doctor()).bytes).toBe(10_000)
  await bob.ask('station-leave', new Uint8Array(0))
  expect(await alice.kept(feed.core.key)).toEqual([10])
  const copy = await alice.peer.wantCore(feed.core.key)
  expect(await copy.get(0, { timeout: 5000 })).toHaveLength(1000)
  expect(await alice.unwatch(feed.core.key)).toEqual(['taken'])
  expect((await station.do.doctor()).bytes).toBe(0)
})
