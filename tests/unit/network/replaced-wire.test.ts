// A device opens two wires at once, and keeps the one that this end has replaced. The peer stays
// connected. A device that is blocked or sent away meanwhile loses both.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Emitter, systemClock } from '../../../src/core/base/index.ts'
import { Peers, type Peer } from '../../../src/core/network/index.ts'
import { WireRoster } from '../../../src/core/network/wires/wire-roster.ts'
import type { WireEvents, WireSource } from '../../../src/core/network/wires/wire.ts'
import { keyPairOf } from '../../support/device-process.ts'
import { createWirePair, type WirePair } from '../../support/wire.ts'
import { eventually, nextClose } from '../../support/wire-events.ts'

const alice = keyPairOf(1)
const bob = keyPairOf(2)

let peers: Peers
let roster: WireRoster
let pairs: [WirePair, WirePair]
let heard: string[]
let isBlocked: boolean

beforeEach(async () => {
  const events = new Emitter<WireEvents>()
  roster = new WireRoster(events, systemClock, { onReached: () => undefined, onLost: () => undefined })
  const source = { events, describe: () => [], close: () => roster.closeAll() } as unknown as WireSource
  isBlocked = false
  peers = new Peers({
    ...{ source, clock: systemClock, whoIs: (device) => device, isBlocked: () => isBlocked },
    replicate: { attachFeeds: async () => undefined, find: async () => null },
    badInput: { count: () => undefined, countRefused: () => undefined } as never,
  })
  heard = []
  for (const name of ['connected', 'disconnected'] as const) peers.events.on(name, () => heard.push(name))
  pairs = [await createWirePair(bob, alice), await createWirePair(bob, alice)]
  // The second one replaces the first, because the same end has dialled both.
  for (const { bob: near } of pairs) roster.admit(near)
  await eventually('both connected', () => heard.length === 2)
})

afterEach(async () => {
  for (const pair of pairs) pair.cut()
  await peers.close()
})

const found = (): Peer | null => peers.find(bob.publicKey)

async function bobKeepsTheFirst(): Promise<void> {
  const closed = nextClose(pairs[1].bob)
  pairs[1].alice.close()
  await closed
}

test('the peer stays connected by the wire that its device has kept', async () => {
  expect(found()?.wire).toBe(pairs[1].bob)
  await bobKeepsTheFirst()
  expect([found()?.wire === pairs[0].bob, found()?.isOpen]).toEqual([true, true])
  await eventually('introduced again', () => heard.length === 3)
  expect(heard).toEqual(['connected', 'connected', 'connected'])
  pairs[0].alice.close()
  await eventually('gone', () => heard.at(-1) === 'disconnected')
  expect(found()).toBeNull()
})

test.each([
  ['blocked', () => ((isBlocked = true), peers.recheck())],
  ['sent away', () => peers.hangUp(bob.publicKey)],
] as const)('a device that is %s loses both wires', async (_how, act) => {
  const closed = pairs.map(({ bob: near }) => nextClose(near))
  act()
  await Promise.all(closed)
  expect([found(), roster.size]).toEqual([null, 0])
})
