// Letters that wait for months: leases that end, and what is left of a letter then. A test clock
// sets the time of everybody.
import { beforeEach, expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { comeBack, join, knowsStations, sharesHandedOver, useCustomers } from '../../support/customers.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import { refused } from '../../support/refused.ts'
import type { TestStation } from '../../support/station.ts'
import { TestClock } from '../../support/test-clock.ts'

const DAY_MS = 86_400_000
const clock = new TestClock()
const { person, station, pair } = useCustomers(clock)
let alice: Person
let bob: Person
let cellar: TestStation

beforeEach(async () => {
  alice = await person('alice')
  bob = await person('bob')
  cellar = await station('cellar')
  await pair(alice, bob)
  await join(alice, cellar)
  await knowsStations(bob, alice)
})

test('the end of a lease ends no letter: only its author can still release it', async () => {
  const ref = await alice.write(bob, 'long', 'After a hundred days.')
  await sharesHandedOver(alice, ref)
  await bob.arrival(ref)
  await alice.stop()
  clock.pass(100 * DAY_MS)
  await expect(bob.read(ref, 1_500)).rejects.toEqual(refused('KEEPERS_AWAY'))
  await comeBack(alice)
  expect((await bob.read(ref)).text).toBe('After a hundred days.')
})

test('the expiry of a letter ends it at its stations too', async () => {
  const policy = { mode: 'controlled', expires: clock.iso(10 * DAY_MS) } as const
  const ref = await alice.write(bob, 'short', 'For ten days.', { policy: { ...PLAIN_POLICY, ...policy } })
  await sharesHandedOver(alice, ref)
  await bob.arrival(ref)
  await alice.stop()
  clock.pass(11 * DAY_MS)
  await expect(bob.read(ref)).rejects.toEqual(refused('EXPIRED'))
  await expect(bob.read(ref)).rejects.toEqual(refused('EXPIRED'))
})

test('a lease is renewed while the author’s device is on', async () => {
  const ref = await alice.write(bob, 'renewed', 'After four months.')
  await sharesHandedOver(alice, ref)
  await bob.arrival(ref)
  for (let month = 0; month < 3; month++) {
    clock.pass(40 * DAY_MS)
    await comeBackOn(alice)
    await eventually(() => isRenewed(alice), 'the station has the longer lease')
  }
  await alice.stop()
  expect((await bob.read(ref)).text).toBe('After four months.')
})

test('who chose so has their letters opened until they take them back, also those of before', async () => {
  const ref = await alice.write(bob, 'long', 'After eleven months.')
  await sharesHandedOver(alice, ref)
  await alice.do.stations.rule({ untilDays: 365 }, calling)
  const later = await alice.write(bob, 'later', 'Sent after the choice.')
  await sharesHandedOver(alice, later)
  const { ledger } = alice.home.parts
  const isLonger = (): boolean =>
    ledger.get('SELECT 1 FROM gates WHERE until < ?', clock.now() + 360 * DAY_MS) === undefined &&
    ledger.get('SELECT 1 FROM gate_pending_acts') === undefined
  await eventually(isLonger, 'the station has the longer leases')
  for (const one of [ref, later]) await bob.arrival(one)
  await alice.stop()
  clock.pass(330 * DAY_MS)
  expect((await bob.read(ref)).text).toBe('After eleven months.')
  expect((await bob.read(later)).text).toBe('Sent after the choice.')
})

test('a letter whose lease has ended gets another one when its author is back', async () => {
  const ref = await alice.write(bob, 'again', 'Another lease.')
  await sharesHandedOver(alice, ref)
  await bob.arrival(ref)
  await alice.stop()
  clock.pass(100 * DAY_MS)
  await comeBack(alice)
  const { ledger } = alice.home.parts
  const live = (): unknown => ledger.get("SELECT 1 FROM gates WHERE stage = 'live' AND number = 2")
  await eventually(() => live() !== undefined, 'the new gate is announced')
  await sharesHandedOver(alice, ref)
  await alice.stop()
  expect((await bob.read(ref)).text).toBe('Another lease.')
})

async function comeBackOn(one: Person): Promise<void> {
  await one.stop()
  await comeBack(one)
}

/** True if the renewal is made, and no station has to hear of it. */
function isRenewed({ home }: Person): boolean {
  const { ledger } = home.parts
  const late = clock.now() + 80 * DAY_MS
  return (
    ledger.get("SELECT 1 FROM gates WHERE stage = 'live' AND until > ?", late) !== undefined &&
    ledger.get('SELECT 1 FROM gate_pending_acts') === undefined
  )
}
