// What a station sends to readers in a day is limited for each customer. Over the limit it sends
// nothing more, keeps everything, and says why.
import { expect, test } from 'vitest'
import { keptAnswerForm, keptForm } from '../../../src/core/station-records/index.ts'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { apart } from '../../support/apart.ts'
import { comeBack, handedOver, join, knowsStations, useCustomers } from '../../support/customers.ts'
import { calling, eventually } from '../../support/person.ts'
import type { RawCore, RawCustomer } from '../../support/raw-customer.ts'
import { RawPeer } from '../../support/raw-peer.ts'
import { refused } from '../../support/refused.ts'
import type { TestStation } from '../../support/station.ts'
import { TestClock } from '../../support/test-clock.ts'
import { isKept, makeBlocks, useStations } from '../../support/use-stations.ts'

const BLOCK = 50_000
const DAY_MS = 86_400_000
const [FIRST, SECOND] = [apart('Read it at night.'), apart('And this.')] as const
const OPEN = { ...PLAIN_POLICY, mode: 'open' } as const

const make = useStations()
const { person, station, pair } = useCustomers()

async function askKept(peer: RawPeer, { device }: TestStation, core: Uint8Array) {
  const answer = await peer.ask(device, 'kept', keptForm.encode({ cores: [core] }))
  return keptAnswerForm.decode(answer!)
}

async function keepLetters(customer: RawCustomer, count: number): Promise<RawCore> {
  const letters = await customer.write(makeBlocks(count, BLOCK))
  await customer.keep(letters)
  await isKept(customer, letters)
  return letters
}

/** Fetches the blocks one by one, and returns how many came before one did not. */
async function countFetched(peer: RawPeer, key: Uint8Array, count: number): Promise<number> {
  const core = await peer.wantCore(key)
  for (let at = 0; at < count; at++)
    if ((await core.get(at, { timeout: 500 }).catch(() => null)) === null) return at
  return count
}

test('a station sends no more than the limit of a day, and goes on the next day', async () => {
  const clock = new TestClock()
  const harbour = await make.station({}, clock)
  const alice = await make.customer(harbour, { egressPerDay: 3 * BLOCK })
  const bob = await make.customer(harbour)
  const [letters, others] = [await keepLetters(alice, 8), await keepLetters(bob, 8)]
  await alice.peer.remove()

  const eve = await make.stranger(harbour)
  const { key } = letters.core
  expect(await askKept(eve, harbour, key)).toMatchObject({ lengths: [8], isSpent: false })
  // The block that reaches the limit goes out, and what was on its way with it.
  const fetched = await countFetched(eve, key, 8)
  expect([fetched >= 3, fetched < 8]).toEqual([true, true])
  expect(harbour.do.customers()).toMatchObject([
    { bytes: 8 * BLOCK, egress: fetched * BLOCK, egressLimit: 3 * BLOCK },
    { egress: 0 },
  ])
  expect(await askKept(eve, harbour, key)).toMatchObject({ lengths: [0], isSpent: true })
  expect(await countFetched(await make.stranger(harbour), key, 1)).toBe(0)
  expect(await countFetched(eve, others.core.key, 8)).toBe(8)

  await harbour.stop()
  await harbour.start({ clock })
  expect(harbour.do.customers()[0]).toMatchObject({ egress: fetched * BLOCK })
  clock.pass(DAY_MS)
  expect(harbour.do.customers()[0]).toMatchObject({ egress: 0 })
  expect(await countFetched(await make.stranger(harbour), key, 2)).toBe(2)
})

test('devices of the customer do not count, and get their own blocks over the limit', async () => {
  const harbour = await make.station()
  const alice = await make.customer(harbour, { egressPerDay: 1 })
  const { core } = await keepLetters(alice, 4)
  const eve = await make.stranger(harbour)
  await countFetched(eve, core.key, 4)
  const { egress } = harbour.do.customers()[0]!
  expect(egress).toBeGreaterThan(0)
  // The same device, which has lost its cores.
  await alice.peer.remove()
  const back = await RawPeer.join(make.network(), alice.identity.device)
  await back.dial(harbour.device)
  expect(await countFetched(back, core.key, 4)).toBe(4)
  expect(harbour.do.customers()[0]!.egress).toBe(egress)
  await back.remove()
})

test('a reader learns why a letter does not come, and gets it from another station', async () => {
  const [alice, bob] = [await person('alice'), await person('bob')]
  const [cellar, attic] = [await station('cellar'), await station('attic')]
  await pair(alice, bob)
  await join(alice, cellar, { egressPerDay: 1 })
  await knowsStations(bob, alice)
  const first = await alice.write(bob, 'first', FIRST, { policy: OPEN })
  const second = await alice.write(bob, 'second', SECOND, { policy: OPEN })
  await Promise.all([bob.arrival(first), bob.arrival(second), handedOver(alice)])
  await alice.stop()
  expect((await bob.read(first)).text).toBe(FIRST)
  await expect(bob.read(second, 1_200)).rejects.toEqual(refused('QUOTA'))

  await comeBack(alice)
  await eventually(async () => {
    const [told] = await alice.do.stations.list({}, calling)
    return told!.egressLimit === 1 && told!.egress > 0
  })
  await join(alice, attic)
  await knowsStations(bob, alice)
  await handedOver(alice)
  await alice.stop()
  expect((await bob.read(second)).text).toBe(SECOND)
})
