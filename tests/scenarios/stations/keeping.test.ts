// A station keeps what its customers write, and gives it while they are off. A raw customer speaks
// to a whole station.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSigningKeyPair, randomBytes } from '../../../src/core/seal/index.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { eventually } from '../../support/person.ts'
import { RawCustomer, type RawCore } from '../../support/raw-customer.ts'
import { RawPeer } from '../../support/raw-peer.ts'
import { TestStation } from '../../support/station.ts'

let network: MemoryNetwork
let station: TestStation
let things: { remove(): Promise<void> }[]

beforeEach(async () => {
  network = new MemoryNetwork()
  things = []
  station = await TestStation.create(network)
  things.push(station)
})

afterEach(async () => {
  for (const thing of things.reverse()) await thing.remove()
})

const blocks = (count: number, bytes = 1000): Uint8Array[] =>
  Array.from({ length: count }, () => randomBytes(bytes))

async function join(name: string): Promise<RawCustomer> {
  const customer = await RawCustomer.join(name, network, await station.invite())
  things.push(customer)
  return customer
}

async function stranger(): Promise<RawPeer> {
  const peer = await RawPeer.join(network, createSigningKeyPair())
  things.push(peer)
  await peer.dial(station.device)
  return peer
}

function isKept(customer: RawCustomer, { core }: RawCore, length = core.length): Promise<void> {
  return eventually(async () => (await customer.kept(core.key))[0] === length, 5000, 'the station keeps it')
}

test('a stranger reads a kept core while its writer is off', async () => {
  const alice = await join('alice')
  const written = await alice.write(blocks(200))
  expect(await alice.keep(written)).toEqual(['taken'])
  await isKept(alice, written)
  const first = await written.core.get(0)
  alice.peer.hangUp(station.device)

  const reader = await stranger()
  const copy = await reader.wantCore(written.core.key)
  expect(await copy.get(0, { timeout: 5000 })).toEqual(first)
  expect(await copy.get(199, { timeout: 5000 })).toHaveLength(1000)
})

test('what is kept counts, survives a restart, and grows', async () => {
  const alice = await join('alice')
  const written = await alice.write(blocks(10))
  await alice.keep(written)
  await isKept(alice, written)
  expect(await alice.usedBytes()).toBe(10_000)

  await station.stop()
  await station.start()
  await alice.peer.dial(station.device)
  expect(await alice.usedBytes()).toBe(10_000)
  expect(await alice.kept(written.core.key)).toEqual([10])

  await alice.peer.append(written.core, blocks(5))
  expect(await alice.keep(written)).toEqual(['taken'])
  await isKept(alice, written, 15)
  expect(await alice.usedBytes()).toBe(15_000)
})

test('a customer hears of growth in a watched core, and gets it while its writer is off', async () => {
  const alice = await join('alice')
  const bob = await stranger()
  const feed = await bob.makeCore()
  await bob.append(feed, blocks(3))
  expect(await alice.watch(feed.key)).toEqual(['taken'])
  bob.hangUp(station.device)
  await bob.dial(station.device)
  await eventually(() => alice.grown.includes(Buffer.from(feed.key).toString('hex')))
  await bob.remove()
  const copy = await alice.peer.wantCore(feed.key)
  expect(await copy.get(2, { timeout: 5000 })).toHaveLength(1000)
})

test('a watched core is not for strangers, although they know its key', async () => {
  const alice = await join('alice')
  const bob = await stranger()
  const feed = await bob.makeCore()
  await bob.append(feed, blocks(3))
  await alice.watch(feed.key)
  bob.hangUp(station.device)
  await bob.dial(station.device)
  await eventually(async () => (await alice.kept(feed.key))[0] === 3)
  const eve = await stranger()
  const copy = await eve.wantCore(feed.key)
  await expect(copy.get(0, { timeout: 300 })).rejects.toThrow()
})

test('dropped blocks are cleared and no longer count, and are no gap', async () => {
  const alice = await join('alice')
  const written = await alice.write(blocks(10))
  await alice.keep(written)
  await isKept(alice, written)
  await alice.drop(written.core.key, 2, 5)
  expect(await alice.usedBytes()).toBe(7_000)
  expect(await alice.kept(written.core.key)).toEqual([10])
  const reader = await stranger()
  const copy = await reader.wantCore(written.core.key)
  await copy.get(9, { timeout: 5000 })
  await expect(copy.get(3, { timeout: 300 })).rejects.toThrow()
})

test('leaving takes everything along', async () => {
  const alice = await join('alice')
  const written = await alice.write(blocks(10))
  await alice.keep(written)
  await isKept(alice, written)
  expect(await alice.ask('station-leave', new Uint8Array(0))).toEqual(Buffer.of(0))
  expect(station.do.customers()).toEqual([])
  expect(await alice.kept(written.core.key)).toEqual([0])
  expect(await alice.usage()).toEqual({ refusal: 'NOT_A_CUSTOMER' })
  expect(await station.do.doctor()).toMatchObject({ customers: 0, cores: 0, bytes: 0 })
})
