// The machine's clock jumps forward or back, during a run or between two.
// No jump opens or expires a letter.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { processDue } from '../../../src/core/delivery/author-acts.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { TestClock } from '../../support/test-clock.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const refused = (code: string): unknown => expect.objectContaining({ code })

let clock: TestClock
let alice: Person
let bob: Person

beforeEach(async () => {
  const network = new MemoryNetwork()
  clock = new TestClock()
  alice = await Person.create('alice', network, clock)
  bob = await Person.create('bob', network)
  await pair(alice, bob)
})

afterEach(async () => {
  await Promise.all([alice.remove(), bob.remove()])
})

const clockState = async (): Promise<string> => (await alice.do.doctor.report({}, calling)).clock.state
const stateOf = async (ref: string): Promise<string> => (await alice.status(ref))[0]!.state
const turn = (): Promise<void> => processDue(alice.home.parts)

async function restart(whileOff: () => void): Promise<void> {
  await alice.stop()
  whileOff()
  await alice.start()
}

test('a jump of thirty days forward opens and expires nothing in a running engine, and ends when the clock is set back', async () => {
  const scheduled = await alice.write(bob, 'Tomorrow', 'x', {
    policy: { ...PLAIN_POLICY, at: clock.iso(DAY_MS) },
  })
  const expiring = await alice.write(bob, 'Until tomorrow', 'y', {
    policy: { ...PLAIN_POLICY, expires: clock.iso(DAY_MS) },
  })
  const lasting = await alice.write(bob, 'Lasting', 'z')
  await bob.arrival(lasting)
  clock.jump(30 * DAY_MS)
  await turn()
  expect(await clockState()).toBe('jumped')
  const { now } = await alice.do.home.status({}, calling)
  expect(Date.parse(now!)).toBeLessThan(clock.now() - 29 * DAY_MS)
  expect([await stateOf(scheduled), await stateOf(expiring)]).toEqual(['scheduled', 'notified'])
  await expect(bob.read(expiring)).rejects.toEqual(refused('NOT_YET'))
  expect((await bob.read(lasting)).text).toBe('z')
  expect((await bob.list()).map(({ subject }) => subject)).not.toContain('Tomorrow')
  clock.jump(-30 * DAY_MS)
  await turn()
  expect(await clockState()).toBe('steady')
  expect((await bob.read(expiring)).text).toBe('y')
  clock.pass(DAY_MS)
  await turn()
  await bob.arrival(scheduled)
})

test('a jump back makes no expired letter readable again in a running engine', async () => {
  const ref = await alice.write(bob, 'Short', 'x', {
    policy: { ...PLAIN_POLICY, expires: clock.iso(HOUR_MS) },
  })
  await bob.arrival(ref)
  clock.pass(2 * HOUR_MS)
  await turn()
  clock.jump(-30 * DAY_MS)
  await expect(bob.read(ref)).rejects.toEqual(refused('EXPIRED'))
  expect(await stateOf(ref)).toBe('expired')
})

test('after a restart the time is never earlier than the last acknowledged time', async () => {
  const released = await alice.write(bob, 'Opened at ten', 'x')
  const expiring = await alice.write(bob, 'Until half past nine', 'y', {
    policy: { ...PLAIN_POLICY, expires: clock.iso(HOUR_MS / 2) },
  })
  await bob.arrival(expiring)
  clock.pass(HOUR_MS)
  await bob.read(released)
  const acknowledged = Date.parse((await alice.do.doctor.report({}, calling)).clock.mark!)
  await restart(() => clock.jump(-2 * HOUR_MS))
  const { mark } = (await alice.do.doctor.report({}, calling)).clock
  expect(Date.parse(mark!)).toBeGreaterThanOrEqual(acknowledged - MINUTE_MS)
  await expect(bob.read(expiring)).rejects.toEqual(refused('EXPIRED'))
})

test('after a clock mark in the far future, no release of a possibly expired letter happens before the person confirms', async () => {
  const expiring = await alice.write(bob, 'Until the end of the week', 'x', {
    policy: { ...PLAIN_POLICY, expires: clock.iso(5 * DAY_MS) },
  })
  const lasting = await alice.write(bob, 'Lasting', 'y')
  await bob.arrival(lasting)
  await bob.arrival(expiring)
  // Dead battery: the engine starts in a far year and releases a letter,
  // then the clock is corrected.
  const elsewhen = await alice.write(bob, 'Meanwhile', 'z')
  await bob.arrival(elsewhen)
  await alice.stop()
  clock.jump(3 * DAY_MS)
  await alice.start()
  expect((await bob.read(elsewhen)).text).toBe('z')
  await restart(() => clock.jump(-3 * DAY_MS))
  expect(await clockState()).toBe('needs-yes')
  await expect(bob.read(expiring)).rejects.toEqual(refused('NOT_YET'))
  expect((await bob.read(lasting)).text).toBe('y')
  await alice.do.home.acceptClock({}, calling)
  expect(await clockState()).toBe('steady')
  expect((await bob.read(expiring)).text).toBe('x')
})

test('expiry refuses at once; the key is destroyed seven days later, and the author’s text becomes a draft', async () => {
  const ref = await alice.write(bob, 'Short', 'words of mine', {
    policy: { ...PLAIN_POLICY, expires: clock.iso(HOUR_MS) },
  })
  await bob.arrival(ref)
  clock.pass(HOUR_MS)
  await expect(bob.read(ref)).rejects.toEqual(refused('EXPIRED'))
  clock.pass(6 * DAY_MS)
  await turn()
  expect((await alice.read(ref)).text).toBe('words of mine')
  expect(await alice.do.drafts.list({}, calling)).toEqual([])
  clock.pass(DAY_MS + MINUTE_MS)
  await turn()
  await expect(alice.read(ref)).rejects.toEqual(refused('EXPIRED'))
  expect(await alice.do.drafts.list({}, calling)).toMatchObject([{ subject: 'Short', text: 'words of mine' }])
  await eventually(async () => (await bob.list())[0]?.state === 'expired')
})
