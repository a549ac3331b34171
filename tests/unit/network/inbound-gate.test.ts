// Strangers may knock, but must not crowd out known devices.
import { afterEach, expect, test } from 'vitest'
import { InboundGate, markKnown, markReader } from '../../../src/core/network/wires/inbound-gate.ts'
import { keyPairOf } from '../../support/device-process.ts'
import { createWirePair } from '../../support/wire.ts'
import type { WirePair } from '../../support/wire.ts'
import { nextClose } from '../../support/wire-events.ts'

class Time {
  nowMs = 0
  now = (): number => this.nowMs
  monotonicMs = (): number => this.nowMs
}

const me = keyPairOf(1)
const contact = keyPairOf(2).publicKey
const blocked = keyPairOf(3).publicKey
const stranger = keyPairOf(4).publicKey

const pairs: WirePair[] = []
afterEach(() => pairs.splice(0).forEach((pair) => pair.cut()))

function open(time: Time, maxInbound = 2): InboundGate {
  return new InboundGate({
    isAllowed: (device) => device !== blocked,
    isKnown: (device) => Buffer.compare(device, contact) === 0,
    maxInbound,
    clock: time,
  })
}

async function wireFrom(seed: number): Promise<WirePair> {
  const pair = await createWirePair(keyPairOf(seed), me)
  pairs.push(pair)
  return pair
}

test('strangers share a limited number of slots, and a contact needs none', async () => {
  const gate = open(new Time())
  const strangers = await Promise.all([10, 11, 12].map(wireFrom))
  expect(strangers.map((pair) => gate.enter(pair.bob))).toEqual([true, true, false])
  expect(gate.admits(stranger, '10.0.0.9')).toBe(false)
  expect(gate.admits(contact, '10.0.0.9')).toBe(true)
  expect(gate.enter((await wireFrom(2)).bob)).toBe(true)
  strangers[0]!.bob.close()
  await nextClose(strangers[0]!.bob)
  expect(gate.admits(stranger, '10.0.0.9')).toBe(true)
  expect(gate.refused).toBe(2)
})

test('a stranger that has had a slot for half a minute is closed for the next one, the oldest first', async () => {
  const time = new Time()
  const gate = open(time)
  const [first, second, third, fourth] = await Promise.all([10, 11, 12, 13].map(wireFrom))
  gate.enter(first!.bob)
  time.nowMs += 20_000
  gate.enter(second!.bob)
  expect(gate.admits(stranger, '10.0.0.9')).toBe(false)
  time.nowMs += 10_000
  expect(gate.admits(stranger, '10.0.0.9')).toBe(true)
  const gone = nextClose(first!.bob)
  expect(gate.enter(third!.bob)).toBe(true)
  await gone
  expect(gate.enter(fourth!.bob)).toBe(false)
  expect(second!.bob.stream.destroying).toBe(false)
})

test('one address may open twenty strangers at once and then one a second, and does not affect another address', () => {
  const time = new Time()
  const gate = open(time)
  const admitted = (address: string, times: number): number =>
    Array.from({ length: times }, () => gate.admits(stranger, address)).filter(Boolean).length
  expect(admitted('10.0.0.9', 30)).toBe(20)
  expect(admitted('10.0.0.8', 1)).toBe(1)
  time.nowMs += 3_000
  expect(admitted('10.0.0.9', 30)).toBe(3)
  expect(gate.admits(contact, '10.0.0.9')).toBe(true)
})

test('a blocked device is refused and takes no token of its address', () => {
  const gate = open(new Time())
  for (let i = 0; i < 50; i++) expect(gate.admits(blocked, '10.0.0.9')).toBe(false)
  expect(gate.admits(stranger, '10.0.0.9')).toBe(true)
})

const OFFICE = '10.0.0.7'

function openStation(time: Time, maxInbound = 50): InboundGate {
  return new InboundGate({
    ...{ isAllowed: () => true, isKnown: () => false, maxInbound, burstPerAddress: 30, lentMs: 5_000 },
    readers: { atMost: 100, atMostPerAddress: 60 },
    clock: time,
  })
}

test('an office of readers behind one address is not locked out, and a flood from there is', async () => {
  const time = new Time()
  const gate = openStation(time)
  for (let visit = 0; visit < 200; visit++) {
    const pair = await wireFrom(100 + visit)
    expect(gate.admits(pair.bob.remoteDevice, OFFICE)).toBe(true)
    expect(gate.enter(pair.bob)).toBe(true)
    markReader(pair.bob)
    // The first fifty stay, each later one leaves.
    if (visit < 50) continue
    pair.bob.close()
    await nextClose(pair.bob)
  }
  const flood = Array.from({ length: 200 }, (_, number) => gate.admits(keyPairOf(number).publicKey, OFFICE))
  expect(flood.filter(Boolean)).toHaveLength(30)
  expect(gate.admits(stranger, '10.0.0.8')).toBe(true)
})

test('readers have slots of their own, and beyond their limit a reader keeps the slot of a stranger', async () => {
  const time = new Time()
  const gate = openStation(time, 1)
  for (let number = 0; number < 60; number++) {
    const pair = await wireFrom(400 + number)
    expect(gate.admits(pair.bob.remoteDevice, OFFICE)).toBe(true)
    expect(gate.enter(pair.bob)).toBe(true)
    markReader(pair.bob)
  }
  const late = await wireFrom(500)
  expect(gate.admits(late.bob.remoteDevice, OFFICE)).toBe(true)
  expect(gate.enter(late.bob)).toBe(true)
  markReader(late.bob)
  expect(gate.admits(stranger, '10.0.0.8')).toBe(false)
  time.nowMs += 5_000
  expect(gate.admits(stranger, '10.0.0.8')).toBe(true)
})

test('a stranger that became known leaves its slot', async () => {
  const gate = openStation(new Time(), 1)
  const pair = await wireFrom(10)
  gate.admits(pair.bob.remoteDevice, OFFICE)
  gate.enter(pair.bob)
  expect(gate.admits(stranger, OFFICE)).toBe(false)
  markKnown(pair.bob)
  expect(gate.admits(stranger, OFFICE)).toBe(true)
})
