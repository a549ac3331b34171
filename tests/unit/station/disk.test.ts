// What a customer can make a station keep about gates: whatever they ask for, in any order and over
// any number of days, the rows of their account stay below a number that follows from their limits.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { removalCheck, removalHash } from '../../../src/core/station-records/index.ts'
import { createSigningKeyPair } from '../../../src/core/seal/index.ts'
import { actOf, customer, DAY_MS, filled, gateOf, TestStation } from './test-station.ts'

const SEED = process.env.FUMIKURA_SEED === undefined ? {} : { seed: Number(process.env.FUMIKURA_SEED) }
const LIMITS = { gates: 3, releasesPerDay: 4 }
const LEASE_DAYS = 400
const ROSTER = filled(70)
const token = filled(71)
const aoi = customer(11)
const members = [1, 2, 3, 4, 5].map((byte) => createSigningKeyPair(filled(byte)))

/** The station, and the number of the latest gate. */
interface World {
  station: TestStation
  latest: number
}

type Order = (world: World, pick: number) => Promise<unknown>

const handleOf = (number: number): Uint8Array => gateOf(number).put.handle
const far = { until: 8e12 }

function putGates({ station, latest }: World, change: object): Promise<unknown> {
  return station.gates.put(station.accountOf(aoi), [gateOf(latest, { ...far, ...change }).put])
}

/** Everything that a customer, or a reader who helps, can ask about gates. */
const ORDERS: Readonly<Record<string, Order>> = {
  put: (world) => (world.latest++, putGates(world, {})),
  post: (world) => (world.latest++, putGates(world, { key: null, roster: { name: ROSTER, epoch: 0 } })),
  forget: ({ station, latest }, pick) =>
    station.gates.forget(station.accountOf(aoi), [handleOf(latest - (pick % 3))]),
  burn: ({ station, latest }, pick) => station.act(actOf(aoi, handleOf(latest - (pick % 3)))),
  bury: (world) => world.station.act(actOf(aoi, handleOf(++world.latest))),
  hold: ({ station, latest }, pick) =>
    station.act(
      actOf(aoi, handleOf(latest - (pick % 3)), { kind: pick % 2 === 0 ? 'hold' : 'let-go', seq: pick }),
    ),
  keep: ({ station, latest }) =>
    station.act(actOf(aoi, handleOf(latest), { kind: 'until', value: station.now + 300 * DAY_MS })),
  open: ({ station, latest }, pick) => {
    const number = latest - (pick % 3)
    return station.ask(aoi, handleOf(number), gateOf(number).slot)
  },
  read: ({ station, latest }, pick) => station.ask(aoi, handleOf(latest), members[pick % members.length]!),
  enrol: ({ station }, pick) => {
    const { publicKey: key } = members[pick % members.length]!
    const check = removalCheck(removalHash(pick % 2 === 0 ? token : filled(pick)), station.accountOf(aoi))
    return station.gates.putRoster(station.accountOf(aoi), {
      ...{ roster: ROSTER, struck: [] },
      members: [{ key, check, epoch: 0 }],
    })
  },
  strike: ({ station }, pick) =>
    station.gates.putRoster(station.accountOf(aoi), {
      ...{ roster: ROSTER, members: [] },
      struck: [filled(pick)],
    }),
  remove: ({ station }) => station.gates.remove([{ roster: ROSTER, token, elsewhere: [] }]),
  card: ({ station }, pick) =>
    station.gates.setKeepers(station.accountOf(aoi), aoi.person, {
      ...{ id: 1, need: 1, distrust: 0 },
      devices: [
        station.pair.publicKey,
        ...[1, 2, 3, 4].map((n) => createSigningKeyPair(filled((4 * pick + n) % 250)).publicKey),
      ],
    }),
  leave: ({ station }, pick) =>
    pick % 50 === 0 ? station.gates.burnAll(station.accountOf(aoi)) : Promise.resolve(),
  day: ({ station }, pick) => {
    station.now += (pick % 40) * DAY_MS
    return station.gates.sweep()
  },
}

function openWorld(): World {
  const station = new TestStation(1)
  station.limits = LIMITS
  station.monotonicMs = 60_000
  station.join(aoi)
  return { station, latest: 10 }
}

const countRows = ({ station }: World, table: string): number =>
  station.ledger.get<{ count: number }>(`SELECT count(*) AS count FROM ${table}`)!.count

function expectWithin(world: World): void {
  const { gates, releasesPerDay } = LIMITS
  const { remembered } = world.station.gates.counts(world.station.accountOf(aoi))
  const handles = countRows(world, '(SELECT DISTINCT handle FROM gate_readers)')
  expect(remembered).toBe(handles)
  expect(handles).toBeLessThanOrEqual(10 * gates)
  expect(countRows(world, 'kept_gates')).toBeLessThanOrEqual(10 * gates)
  expect(countRows(world, 'kept_gates WHERE share IS NOT NULL')).toBeLessThanOrEqual(gates)
  expect(countRows(world, 'gate_readers')).toBeLessThanOrEqual(10 * gates + releasesPerDay * LEASE_DAYS)
  expect(countRows(world, 'gate_tombstones')).toBeLessThanOrEqual(gates)
  expect(countRows(world, 'roster_keys')).toBeLessThanOrEqual(gates)
  // After 100 decisions for each gate only burns and strikes of what is here still count.
  expect(countRows(world, 'gate_log')).toBeLessThanOrEqual(100 * gates + 10 * gates + gates)
  expect(countRows(world, 'gate_co_keepers')).toBeLessThanOrEqual(64 + 6)
}

it('whatever a customer asks for, their rows stay within their limits', async () => {
  const steps = fc.array(fc.tuple(fc.constantFrom(...Object.keys(ORDERS)), fc.nat(250)), { maxLength: 200 })
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const world = openWorld()
      for (const [order, pick] of all) await ORDERS[order]!(world, pick)
      expectWithin(world)
    }),
    { numRuns: 20, ...SEED },
  )
})

it.each([
  ['put', 'forget'],
  ['put', 'burn'],
  ['put', 'open', 'forget'],
  ['bury', 'day'],
  ['enrol', 'strike', 'remove', 'day'],
  ['post', 'read', 'forget', 'day'],
  ['put', 'hold', 'keep', 'day'],
])('a customer who repeats %s and %s fills nothing', async (...orders) => {
  const world = openWorld()
  for (let i = 0; i < 400; i++)
    for (const order of orders) await ORDERS[order]!(world, order === 'day' ? 1 : i)
  expectWithin(world)
})

it('a customer who opens and forgets letters for years is refused nothing', async () => {
  const world = openWorld()
  world.station.limits = { gates: 100, releasesPerDay: 100 }
  const account = world.station.accountOf(aoi)
  for (let day = 0; day < 420; day++) {
    for (let i = 0; i < 2; i++) {
      const { put, slot } = gateOf(++world.latest, far)
      expect((await world.station.gates.put(account, [put]))[0]!.answer).toBe('kept')
      expect((await world.station.ask(aoi, put.handle, slot)).status).toBe('released')
      await world.station.gates.forget(account, [put.handle])
    }
    world.station.now += DAY_MS
    await world.station.gates.sweep()
  }
  expect(world.station.gates.counts(account).remembered).toBeLessThanOrEqual(2 * 401)
})
