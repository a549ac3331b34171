// Which letters are at which station, counted from the rows alone.
import { beforeEach, expect, test } from 'vitest'
import {
  countAtNoStation,
  countAtStation,
  findAtStations,
  forgetHandingOver,
  keepersSchema,
  recordHandingOver,
} from '../../../src/core/keepers/index.ts'
import { recordGiven, recordKept } from '../../../src/core/keepers/cores-at-stations.ts'
import { forgetHandedOver } from '../../../src/core/keepers/letters-at-stations.ts'
import { keepStation, listStations, markCaughtUp, markLeft } from '../../../src/core/keepers/station-rows.ts'
import type { Transaction } from '../../../src/core/ledger/index.ts'
import { PlainLedger } from '../access/plain-ledger.ts'

const key = (n: number): Uint8Array => Buffer.alloc(32, n)
const [letter, other, core, feed] = [key(1), key(2), key(11), key(12)]
const [near, far] = [key(21), key(22)]

let ledger: PlainLedger

const write = <T>(task: (tx: Transaction) => T): Promise<T> => ledger.write(task)

beforeEach(() => {
  ledger = new PlainLedger(':memory:', [keepersSchema])
})

function join(...devices: Uint8Array[]): Promise<void> {
  const limits = { bytes: 1, cores: 1, gates: 1, releasesPerDay: 1, egressPerDay: 1 }
  const usage = { bytes: 0, cores: 0, gates: 0, egress: 0, phones: null, limits }
  return write((tx) => {
    for (const [i, device] of devices.entries()) {
      keepStation(tx, { device, name: `station ${i}`, joinedAt: i, cardTold: 1, usage })
      for (const one of [core, feed]) recordGiven(tx, device, one)
    }
  })
}

const keep = (device: Uint8Array, ...lengths: [Uint8Array, number][]): Promise<void> =>
  write((tx) => lengths.forEach(([core, keptLength]) => recordKept(tx, device, { core, keptLength })))

const give = (object: Uint8Array, blocks: number, notices: number): Promise<void> =>
  write((tx) =>
    recordHandingOver(tx, object, [
      { core, length: blocks },
      { core: feed, length: notices },
    ]),
  )

/** At which stations a letter is, by their names. */
function placesOf(object: Uint8Array): { of: number; handedOver: number; at: string[] } {
  const { of, handedOver, at } = findAtStations(ledger, object)!
  return { of, handedOver, at: at.filter(({ has }) => has).map(({ station }) => station.name) }
}

test('without stations nothing is noted and nothing is counted', async () => {
  await give(letter, 1, 1)
  expect(ledger.all('SELECT * FROM handing_over')).toEqual([])
  expect([findAtStations(ledger, letter), countAtNoStation(ledger, 1)]).toEqual([null, null])
})

test('a letter is at a station that has its blocks and its notices', async () => {
  await join(near, far)
  await give(letter, 3, 2)
  await keep(near, [core, 3], [feed, 1])
  expect(placesOf(letter)).toEqual({ of: 2, handedOver: 0, at: [] })
  expect(countAtNoStation(ledger, 1)).toBe(1)
  await keep(near, [feed, 2])
  expect(placesOf(letter)).toEqual({ of: 2, handedOver: 1, at: ['station 0'] })
  expect(countAtNoStation(ledger, 1)).toBe(0)
})

test('letters of before count as waiting until the station has caught up', async () => {
  await join(near)
  await give(letter, 1, 1)
  await keep(near, [core, 1], [feed, 1])
  const count = () => countAtStation(ledger, listStations(ledger)[0]!, 5)
  expect(count()).toEqual({ handedOver: 1, waiting: 4 })
  expect(placesOf(other)).toEqual({ of: 1, handedOver: 0, at: [] })
  expect(countAtNoStation(ledger, 5)).toBe(4)
  await write((tx) => markCaughtUp(tx, near))
  expect(count()).toEqual({ handedOver: 5, waiting: 0 })
  expect(placesOf(other)).toEqual({ of: 1, handedOver: 1, at: ['station 0'] })
  expect(countAtNoStation(ledger, 5)).toBe(0)
})

test('the rows of a letter go when every caught-up station has it, or when it is deleted', async () => {
  await join(near, far)
  await give(letter, 1, 1)
  await give(other, 2, 2)
  await keep(near, [core, 2], [feed, 2])
  await keep(far, [core, 1], [feed, 1])
  const noted = (): number => ledger.all('SELECT DISTINCT object FROM handing_over').length
  await write(forgetHandedOver)
  expect(noted()).toBe(2)
  await write((tx) => [near, far].forEach((device) => markCaughtUp(tx, device)))
  await write(forgetHandedOver)
  expect(noted()).toBe(1)
  expect(placesOf(letter)).toEqual({ of: 2, handedOver: 2, at: ['station 0', 'station 1'] })
  expect(placesOf(other)).toEqual({ of: 2, handedOver: 1, at: ['station 0'] })
  await write((tx) => forgetHandingOver(tx, other))
  expect(noted()).toBe(0)
})

test('a station that was left counts no longer', async () => {
  await join(near, far)
  await give(letter, 1, 1)
  await keep(far, [core, 1], [feed, 1])
  await write((tx) => markLeft(tx, near, 9))
  expect(placesOf(letter)).toEqual({ of: 1, handedOver: 1, at: ['station 1'] })
})
