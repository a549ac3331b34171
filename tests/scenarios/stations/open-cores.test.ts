// A station opens a core when it is needed, and closes it when nobody needs it any longer.
import { expect, test } from 'vitest'
import { coreKey } from '../../../src/core/cores/index.ts'
import { eventually } from '../../support/person.ts'
import type { RawCustomer } from '../../support/raw-customer.ts'
import type { TestStation } from '../../support/station.ts'
import { isKept, makeBlocks, useStations } from '../../support/use-stations.ts'

const make = useStations()

async function openCores({ do: station }: TestStation): Promise<number> {
  return (await station.doctor()).openCores
}

const isClosed = (station: TestStation): Promise<void> =>
  eventually(async () => (await openCores(station)) === 0, 'all cores are closed')

/** Connects again, so that no core is attached. */
async function reconnect(customer: RawCustomer): Promise<void> {
  customer.peer.hangUp(customer.station)
  await eventually(() => !customer.peer.isConnected(customer.station))
  await customer.peer.dial(customer.station)
}

test('a core is closed when it is idle, and opens again for a reader', async () => {
  const station = await make.station({ openLimits: { atMost: 100, idleMs: 150 } })
  const alice = await make.customer(station)
  const written = await alice.write(makeBlocks(8))
  await alice.keep(written)
  await isKept(alice, written)
  alice.peer.hangUp(station.device)
  await isClosed(station)

  const bob = await make.stranger(station)
  const copy = await bob.wantCore(written.core.key)
  expect(await copy.get(7, { timeout: 5000 })).toHaveLength(1000)
  expect(await openCores(station)).toBe(1)
})

test('an attached core stays open, however idle it is', async () => {
  const station = await make.station({ openLimits: { atMost: 100, idleMs: 50 } })
  const alice = await make.customer(station)
  const written = await alice.write(makeBlocks(2))
  await alice.keep(written)
  await isKept(alice, written)
  const other = await alice.write(makeBlocks(1))
  await alice.keep(other)
  await isKept(alice, other)
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(await openCores(station)).toBe(2)
})

test('a closed core still counts, is told as kept, grows, and is dropped', async () => {
  const station = await make.station({ openLimits: { atMost: 100, idleMs: 100 } })
  const alice = await make.customer(station)
  const written = await alice.write(makeBlocks(5))
  await alice.keep(written)
  await isKept(alice, written)
  alice.peer.hangUp(station.device)
  await isClosed(station)
  await alice.peer.dial(station.device)
  await eventually(async () => (await alice.usedBytes()) === 5000)
  expect(await alice.kept(written.core.key)).toEqual([5])

  await alice.peer.append(written.core, makeBlocks(3))
  await alice.keep(written)
  await isKept(alice, written, 8)
  await alice.drop(written.core.key, 0, 4)
  expect(await alice.usedBytes()).toBe(4000)
  alice.peer.hangUp(station.device)
  await isClosed(station)
  await alice.peer.dial(station.device)
  expect(await alice.kept(written.core.key)).toEqual([8])
  expect(await alice.usedBytes()).toBe(4000)
})

test('above the limit the cores that were used longest ago are closed, also attached ones', async () => {
  const station = await make.station({ openLimits: { atMost: 3, idleMs: 200 } })
  const alice = await make.customer(station)
  const all = []
  for (let number = 0; number < 8; number++) {
    const written = await alice.write(makeBlocks(2))
    await alice.keep(written)
    await isKept(alice, written)
    all.push(written)
  }
  await eventually(async () => (await openCores(station)) <= 3)
  // The wire stays open. What was taken from it is attached again by the next request.
  for (const written of all) {
    await alice.peer.append(written.core, makeBlocks(1))
    await alice.keep(written)
    await isKept(alice, written, 3)
  }
  expect(await alice.usedBytes()).toBe(8 * 3 * 1000)
})

test('a watched core that became an own one while it was closed moves in the account', async () => {
  const station = await make.station({ openLimits: { atMost: 100, idleMs: 100 } })
  const alice = await make.customer(station, { bytes: 1_000_000 })
  const written = await alice.write(makeBlocks(8, 50_000))
  await alice.watch(coreKey(written.signer, written.namespace))
  await reconnect(alice)
  await eventually(async () => (await alice.kept(written.core.key))[0]! >= 3)
  alice.peer.hangUp(station.device)
  await isClosed(station)
  await alice.peer.dial(station.device)
  await alice.keep(written)
  await isKept(alice, written)
  expect(await alice.usedBytes()).toBe(400_000)
})
