// What a device may do at a station by its role: a stranger little, a reader what reading needs.
import { expect, test } from 'vitest'
import { eventually } from '../../support/person.ts'
import { isKept, makeBlocks, useStations } from '../../support/use-stations.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'

const make = useStations()
const STRANGER_REQUESTS = 32

test('a stranger that shows nothing is hung up on after some requests, a reader is not', async () => {
  const station = await make.station()
  const alice = await make.customer(station)
  const written = await alice.write(makeBlocks(2))
  await alice.keep(written)
  await isKept(alice, written)

  const eve = await make.outsider(station)
  for (let times = 0; times < STRANGER_REQUESTS; times++) expect(await eve.kept(randomBytes(32))).toEqual([0])
  expect(await eve.ask('kept', randomBytes(32))).toHaveLength(0)
  await eventually(() => !eve.peer.isConnected(station.device))

  const bob = await make.outsider(station)
  for (let times = 0; times < 4 * STRANGER_REQUESTS; times++)
    expect(await bob.kept(written.core.key)).toEqual([2])
})

test('a reader gets more cores on one wire than a stranger may ask for', async () => {
  const station = await make.station()
  const alice = await make.customer(station)
  const album = []
  for (let number = 0; number < 300; number++) album.push(await alice.write(makeBlocks(1, 100)))
  for (let at = 0; at < album.length; at += 100) await alice.keep(...album.slice(at, at + 100))
  const bob = await make.stranger(station)
  for (const picture of album) {
    await isKept(alice, picture)
    const copy = await bob.wantCore(picture.core.key)
    expect(await copy.get(0, { timeout: 5000 })).toHaveLength(100)
  }
})

test('a stranger that looks for keys is hung up on', async () => {
  const station = await make.station()
  const eve = await make.stranger(station)
  for (let number = 0; number < 200; number++) await eve.wantCore(randomBytes(32)).catch(() => undefined)
  await eventually(() => !eve.isConnected(station.device))
})
