// A person with two devices, one of which may be stolen: what it wants to remove at a station waits
// for seven days, and the other device can stop it.
import { expect, test } from 'vitest'
import {
  accountOf,
  createGateOpenRequest,
  decodeGateOpenAnswer,
  decodeGatePutAnswer,
  gateForgetForm,
  gateOpenRequestForm,
  gatePutForm,
  stationLeftForm,
  WHOLE_CORE,
} from '../../../src/core/station-records/index.ts'
import { encodeCard, openPersonRoot } from '../../../src/core/identity/index.ts'
import { createBoxKey, describeBoxKey } from '../../../src/core/identity/box-keys.ts'
import { createWords } from '../../../src/core/identity/person.ts'
import { NO_KEEPERS } from '../../../src/core/identity/keepers.ts'
import { signCard } from '../../../src/core/identity/card.ts'
import { createSigningKeyPair, randomBytes, type KeyPair } from '../../../src/core/seal/index.ts'
import { eventually } from '../../support/person.ts'
import { RawCustomer } from '../../support/raw-customer.ts'
import { RawPeer, type RawIdentity } from '../../support/raw-peer.ts'
import type { TestStation } from '../../support/station.ts'
import { TestClock } from '../../support/test-clock.ts'
import { isKept, makeBlocks, useStations } from '../../support/use-stations.ts'

const DAY_MS = 86_400_000
const NOTHING = new Uint8Array(0)
const make = useStations()

interface TwoDevices {
  phone: RawCustomer
  desk: RawCustomer
  /** A newer card, on which the phone is ended. */
  endPhone: Uint8Array
}

async function makeCards(desk: KeyPair, phone: KeyPair) {
  const root = await openPersonRoot(createWords())
  const box = createBoxKey()
  const named = [await root.nameDevice(desk), await root.nameDevice(phone)]
  const makeCard = (era: number, count: number) =>
    signCard(desk, {
      ...{ person: root.person, number: era, name: 'alice', keepers: NO_KEEPERS, at: era, picture: null },
      ...describeBoxKey(1, box),
      desk: { device: desk.publicKey, term: 1 },
      devices: root.signEra({
        ...{ era, at: era, named: named.slice(0, count) },
        ended: count === 2 ? [] : [{ device: phone.publicKey, heir: desk.publicKey }],
      }),
    })
  const [both, one] = [makeCard(1, 2), makeCard(2, 1)]
  root.wipe()
  return { both, one, box, attestation: named[0]!.attestation }
}

async function joinWithTwo(station: TestStation): Promise<TwoDevices> {
  const [desk, phone] = [createSigningKeyPair(), createSigningKeyPair()]
  const { both, one, box, attestation } = await makeCards(desk, phone)
  const link = await station.invite()
  const connect = (device: KeyPair): Promise<RawCustomer> => {
    const identity = {
      person: both.person,
      device,
      attestation,
      box,
      kemKey: box.kemKey,
      card: both,
      cardBytes: encodeCard(both),
    }
    return RawCustomer.meet('alice', make.network(), station.device, identity satisfies RawIdentity)
  }
  const [atDesk, onPhone] = [await connect(desk), await connect(phone)]
  expect(await atDesk.joinBy(link)).toHaveProperty('usage')
  return { desk: atDesk, phone: onPhone, endPhone: encodeCard(one) }
}

async function leave(customer: RawCustomer): Promise<number | null> {
  return stationLeftForm.decode(await customer.ask('station-leave', NOTHING)).leavesAt
}

async function keepLetters(customer: RawCustomer) {
  const letters = await customer.write(makeBlocks(10))
  await customer.keep(letters)
  await isKept(customer, letters)
  return letters.core.key
}

async function passDays(station: TestStation, clock: TestClock, days: number): Promise<void> {
  clock.pass(days * DAY_MS)
  // A start sweeps at once.
  await station.stop()
  await station.start()
}

async function isBack(customer: RawCustomer): Promise<void> {
  await customer.peer.dial(customer.station)
}

interface RawGate {
  handle: Uint8Array
  slot: KeyPair
}

async function putGate(by: RawCustomer): Promise<RawGate> {
  const [handle, slot] = [randomBytes(32), createSigningKeyPair()]
  const put = { handle, number: 0, place: 1, share: randomBytes(81), key: slot.publicKey, roster: null }
  const times = { from: null, expires: null, until: Date.now() + 90 * DAY_MS, isHeld: false }
  const [answered] = decodeGatePutAnswer(
    await by.ask('gate-put', gatePutForm.encode({ gates: [{ ...put, ...times }] })),
  )
  expect(answered?.answer).toBe('kept')
  return { handle, slot }
}

/** The answer of the station to the reader. */
async function open({ identity, station }: RawCustomer, { handle, slot }: RawGate): Promise<string> {
  const reader = await RawPeer.join(make.network(), createSigningKeyPair())
  await reader.dial(station)
  const account = accountOf(station, identity.person)
  const connection = { handshakeHash: reader.handshakeHash(station), station }
  const request = gateOpenRequestForm.encode(createGateOpenRequest({ account, handle }, connection, slot))
  const answer = await reader.ask(station, 'gate-open', request)
  await reader.remove()
  return decodeGateOpenAnswer(answer!).status
}

test('a device that wants to leave waits for seven days, and another one stops it', async () => {
  const clock = new TestClock()
  const station = await make.station({}, clock)
  const { desk, phone } = await joinWithTwo(station)
  const letters = await keepLetters(desk)
  const leavesAt = await leave(phone)
  expect(leavesAt! - clock.now()).toBeGreaterThan(6.9 * DAY_MS)
  expect(await desk.usage()).toMatchObject({ usage: { bytes: 10_000, leavesAt } })
  clock.pass(DAY_MS)
  expect(await leave(phone)).toBe(leavesAt)
  await desk.ask('station-stay', NOTHING)
  expect(await desk.usage()).toMatchObject({ usage: { leavesAt: null } })
  await passDays(station, clock, 30)
  await isBack(desk)
  expect(await desk.kept(letters)).toEqual([10])
  for (const one of [desk, phone]) await one.remove()
})

test('without an objection everything goes after seven days, and not before', async () => {
  const clock = new TestClock()
  const station = await make.station({}, clock)
  const { desk, phone } = await joinWithTwo(station)
  const letters = await keepLetters(desk)
  await leave(phone)
  await passDays(station, clock, 6.9)
  await isBack(desk)
  expect(await desk.kept(letters)).toEqual([10])
  await passDays(station, clock, 0.2)
  await eventually(() => station.do.customers().length === 0, 'the customer has left')
  await isBack(desk)
  expect(await desk.kept(letters)).toEqual([0])
  for (const one of [desk, phone]) await one.remove()
})

test('a device that was ended meanwhile removes nothing, and the last one leaves at once', async () => {
  const clock = new TestClock()
  const station = await make.station({}, clock)
  const { desk, phone, endPhone } = await joinWithTwo(station)
  const letters = await keepLetters(desk)
  await leave(phone)
  await phone.drop(letters, 0, WHOLE_CORE)
  await desk.showCard(endPhone)
  await passDays(station, clock, 8)
  await isBack(desk)
  expect(await desk.kept(letters)).toEqual([10])
  expect(await leave(desk)).toBeNull()
  expect(station.do.customers()).toEqual([])
  for (const one of [desk, phone]) await one.remove()
})

test('blocks that the station keeps wait before they are dropped, and missing ones do not', async () => {
  const clock = new TestClock()
  const station = await make.station({}, clock)
  const { desk, phone } = await joinWithTwo(station)
  const letters = await keepLetters(desk)
  await phone.drop(letters, 0, 4)
  await phone.drop(letters, 6, WHOLE_CORE - 1)
  // Nobody has these, so nothing is lost with them.
  await phone.drop(letters, 10, 12)
  expect(await desk.usedBytes()).toBe(10_000)
  await passDays(station, clock, 8)
  await isBack(desk)
  await eventually(async () => (await desk.usedBytes()) === 2_000, 'the blocks are dropped')
  for (const one of [desk, phone]) await one.remove()
})

test('a mailbox and unopened letters stay for seven days, and the other device stops it', async () => {
  const clock = new TestClock()
  const station = await make.station({}, clock)
  const { desk, phone } = await joinWithTwo(station)
  const writer = await make.stranger(station)
  const [read, unwatched] = [await writer.makeCore(), await writer.makeCore()]
  for (const feed of [read, unwatched]) await writer.append(feed, makeBlocks(2))
  await desk.watch(read.key, unwatched.key)
  writer.hangUp(station.device)
  await writer.dial(station.device)
  const kept = (): Promise<number[]> => desk.kept(read.key, unwatched.key)
  await eventually(async () => (await kept()).join() === '2,2', 'the mailbox has both')
  const [free, released] = [await putGate(desk), await putGate(desk)]
  expect(await open(desk, released)).toBe('released')

  await phone.drop(read.key, 0, 2)
  await phone.drop(read.key, 2, WHOLE_CORE - 1)
  expect(await phone.unwatch(unwatched.key)).toEqual(['taken'])
  await phone.ask('gate-forget', gateForgetForm.encode({ handles: [free.handle, released.handle] }))
  expect(await kept()).toEqual([2, 2])
  expect(await desk.usage()).toMatchObject({ usage: { gates: 1 } })
  expect(await open(desk, free)).toBe('released')
  const other = await putGate(desk)
  await phone.ask('gate-forget', gateForgetForm.encode({ handles: [other.handle] }))
  await desk.ask('station-stay', NOTHING)
  await passDays(station, clock, 8)
  await isBack(desk)
  expect(await kept()).toEqual([2, 2])
  expect(await open(desk, other)).toBe('released')

  // What the desk itself has read goes after the time, also if it has objected to another removal.
  await desk.drop(read.key, 0, 2)
  await desk.unwatch(unwatched.key)
  await desk.watch(unwatched.key)
  const last = await putGate(desk)
  await desk.ask('gate-forget', gateForgetForm.encode({ handles: [last.handle] }))
  await desk.ask('station-stay', NOTHING)
  await passDays(station, clock, 8)
  await isBack(desk)
  await eventually(async () => (await desk.usedBytes()) === 2_000, 'what was read is dropped')
  expect((await kept())[1]).toBe(2)
  expect(await open(desk, last)).toBe('UNKNOWN')
  for (const one of [desk, phone]) await one.remove()
})

test('a person with one device waits for nothing', async () => {
  const station = await make.station()
  const alice = await make.customer(station)
  const letters = await keepLetters(alice)
  await alice.drop(letters, 0, 4)
  expect(await alice.usedBytes()).toBe(6_000)
  expect(await leave(alice)).toBeNull()
  expect(station.do.customers()).toEqual([])
})
