// A core of which the writer removed blocks reaches peers that know any earlier length of it: from
// the writer, and from a station that never had those blocks.
import { afterEach, expect, test } from 'vitest'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { giveCore, openArchiveDevice, type ArchiveDevice } from '../../support/archive-parts.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { eventually } from '../../support/person.ts'

const makeFolder = useTempFolders()
const devices: ArchiveDevice[] = []
afterEach(() => Promise.all(devices.splice(0).map((device) => device.close())))

const LENGTH = 12

async function open(seed: number): Promise<ArchiveDevice> {
  const device = await openArchiveDevice(await makeFolder(), seed)
  devices.push(device)
  return device
}

/** A writer of one core, and readers who have the first block, the first two, and so on. */
async function begin() {
  const writer = await open(1)
  const { ledger, ownCores } = writer
  const core = await ledger.write((tx) => ownCores.create(tx, 'feed', randomBytes(32)))
  const readers: ArchiveDevice[] = []
  for (let length = 1; length < LENGTH; length++) {
    await ledger.write((tx) => ownCores.append(tx, core, () => Buffer.from(`block ${length - 1}`)))
    await ownCores.drain()
    const reader = await open(1 + length)
    const cut = await giveCore(await ownCores.openCore(core), writer, reader)
    const known = await reader.foreignCores.openCore(core)
    await eventually(() => known.peers.length > 0)
    await reader.foreignCores.fetch(core, length - 1, 5_000)
    expect(known.length).toBe(length)
    cut()
    await eventually(() => known.peers.length === 0)
    readers.push(reader)
  }
  return { writer, readers, core }
}

async function hasLast(reader: ArchiveDevice, from: ArchiveDevice, core: Uint8Array): Promise<boolean> {
  const cut = await giveCore(await from.shelf.openForeign(core), from, reader)
  const block = await reader.foreignCores.fetch(core, LENGTH - 1, 5_000)
  cut()
  return block !== null
}

test.each([
  [[0, LENGTH - 1]],
  [
    [0, 1],
    [1, 2],
  ],
  [
    [2, 3],
    [3, 4],
    [8, 11],
  ],
  [
    [1, 7],
    [0, 1],
    [7, 9],
  ],
])('after the writer removed %j … every reader gets the last block', async (...removed) => {
  const { writer, readers, core } = await begin()
  for (const [start, end] of removed) await writer.ownCores.clear(core, start!, end!)
  await writer.ledger.write((tx) => writer.ownCores.append(tx, core, () => Buffer.from('the last')))
  await writer.ownCores.drain()
  const lost = []
  for (const [at, reader] of readers.entries()) if (!(await hasLast(reader, writer, core))) lost.push(at + 1)
  expect(lost).toEqual([])
})

test('a station with the last block only serves every reader once it has the leaves', async () => {
  const { writer, readers, core } = await begin()
  await writer.ownCores.clear(core, 0, LENGTH - 1)
  await writer.ledger.write((tx) => writer.ownCores.append(tx, core, () => Buffer.from('the last')))
  await writer.ownCores.drain()
  const station = await open(100)
  const cut = await giveCore(await writer.ownCores.openCore(core), writer, station)
  await station.foreignCores.fetch(core, LENGTH - 1, 5_000)
  expect(await station.foreignCores.fetchLeaves(core, [{ start: 0, end: LENGTH - 1 }], 5_000)).toBe(true)
  cut()
  expect(await station.foreignCores.countHere(core, 0, LENGTH)).toBe(1)
  const lost = []
  for (const [at, reader] of readers.entries()) if (!(await hasLast(reader, station, core))) lost.push(at + 1)
  expect(lost).toEqual([])
})

test('leaves that no connected peer has do not come', async () => {
  const { writer, core } = await begin()
  const [station, other] = [await open(100), await open(101)]
  const cut = await giveCore(await writer.ownCores.openCore(core), writer, station)
  await station.foreignCores.fetch(core, LENGTH - 2, 5_000)
  cut()
  await giveCore(await station.foreignCores.openCore(core), station, other)
  await other.foreignCores.fetch(core, LENGTH - 2, 5_000)
  expect(await other.foreignCores.fetchLeaves(core, [{ start: 0, end: 2 }], 300)).toBe(false)
})
