// A station keeps what its customers write, and gives it while they are off. A raw customer speaks
// to a whole station.
import { expect, test } from 'vitest'
import { toHex } from '../../../src/core/base/index.ts'
import { stationLeftForm } from '../../../src/core/station-records/index.ts'
import { eventually } from '../../support/person.ts'
import { isKept, makeBlocks, useStations } from '../../support/use-stations.ts'

const make = useStations()

test('a stranger reads a kept core while its writer is off', async () => {
  const station = await make.station()
  const alice = await make.customer(station)
  const written = await alice.write(makeBlocks(200))
  expect(await alice.keep(written)).toEqual(['taken'])
  await isKept(alice, written)
  const first = await written.core.get(0)
  alice.peer.hangUp(station.device)

  const reader = await make.stranger(station)
  const copy = await reader.wantCore(written.core.key)
  expect(await copy.get(0, { timeout: 5000 })).toEqual(first)
  expect(await copy.get(199, { timeout: 5000 })).toHaveLength(1000)
})

test('what is kept counts, survives a restart, and grows', async () => {
  const station = await make.station()
  const alice = await make.customer(station)
  const written = await alice.write(makeBlocks(10))
  await alice.keep(written)
  await isKept(alice, written)
  expect(await alice.usedBytes()).toBe(10_000)

  await station.stop()
  await station.start()
  await alice.peer.dial(station.device)
  expect(await alice.usedBytes()).toBe(10_000)
  expect(await alice.kept(written.core.key)).toEqual([10])

  await alice.peer.append(written.core, makeBlocks(5))
  expect(await alice.keep(written)).toEqual(['taken'])
  await isKept(alice, written, 15)
  expect(await alice.usedBytes()).toBe(15_000)
})

test('a customer hears of growth in a watched core, and gets it while its writer is off', async () => {
  const station = await make.station()
  const alice = await make.customer(station)
  const bob = await make.stranger(station)
  const feed = await bob.makeCore()
  await bob.append(feed, makeBlocks(3))
  expect(await alice.watch(feed.key)).toEqual(['taken'])
  bob.hangUp(station.device)
  await bob.dial(station.device)
  await eventually(() => alice.grown.includes(toHex(feed.key)))
  await bob.remove()
  const copy = await alice.peer.wantCore(feed.key)
  expect(await copy.get(2, { timeout: 5000 })).toHaveLength(1000)
})

test('a watched core is not for strangers, although they know its key', async () => {
  const station = await make.station()
  const alice = await make.customer(station)
  const bob = await make.stranger(station)
  const feed = await bob.makeCore()
  await bob.append(feed, makeBlocks(3))
  await alice.watch(feed.key)
  bob.hangUp(station.device)
  await bob.dial(station.device)
  await eventually(async () => (await alice.kept(feed.key))[0] === 3)
  const eve = await make.stranger(station)
  const copy = await eve.wantCore(feed.key)
  await expect(copy.get(0, { timeout: 300 })).rejects.toThrow()
})

test('dropped blocks are cleared and no longer count, and are no gap', async () => {
  const station = await make.station()
  const alice = await make.customer(station)
  const written = await alice.write(makeBlocks(10))
  await alice.keep(written)
  await isKept(alice, written)
  await alice.drop(written.core.key, 2, 5)
  expect(await alice.usedBytes()).toBe(7_000)
  expect(await alice.kept(written.core.key)).toEqual([10])
  const reader = await make.stranger(station)
  const copy = await reader.wantCore(written.core.key)
  await copy.get(9, { timeout: 5000 })
  await expect(copy.get(3, { timeout: 300 })).rejects.toThrow()
})

test('leaving takes everything along', async () => {
  const station = await make.station()
  const alice = await make.customer(station)
  const written = await alice.write(makeBlocks(10))
  await alice.keep(written)
  await isKept(alice, written)
  expect(await alice.ask('station-leave', new Uint8Array(0))).toEqual(
    Buffer.from(stationLeftForm.encode({ leavesAt: null })),
  )
  expect(station.do.customers()).toEqual([])
  expect(await alice.kept(written.core.key)).toEqual([0])
  expect(await alice.usage()).toEqual({ refusal: 'NOT_A_CUSTOMER' })
  expect(await station.do.doctor()).toMatchObject({ customers: 0, cores: 0, bytes: 0 })
})

test('a token opens no second account after its customer has left', async () => {
  const station = await make.station()
  const link = await station.invite()
  const alice = await make.outsider(station)
  expect(await alice.joinBy(link)).toMatchObject({ usage: { bytes: 0 } })
  await alice.ask('station-leave', new Uint8Array(0))
  expect(await alice.joinBy(link)).toEqual({ refusal: 'USED' })
  expect(await alice.joinBy(await station.invite())).toMatchObject({ usage: { bytes: 0 } })
})
