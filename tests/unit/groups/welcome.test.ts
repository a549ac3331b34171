// Hundreds of newcomers. Connected ones are informed first, the others are searched a few at a
// time. Each is informed once.
import { expect, test } from 'vitest'
import { toHex } from '../../../src/core/base/index.ts'
import { Welcome } from '../../../src/core/groups/welcome.ts'
import type { Peers } from '../../../src/core/network/index.ts'

const devices = Array.from({ length: 100 }, (_, at) => Buffer.alloc(32, at + 1))

/** Peers with an even number are connected. The others connect when the test calls `arrive`. */
function fakePeers() {
  const told: string[] = []
  const waiting: (() => void)[] = []
  const fresh: string[] = []
  let mostAtOnce = 0
  const request = (device: Uint8Array) => (): Promise<Uint8Array> => {
    told.push(toHex(device))
    return Promise.resolve(Uint8Array.of(0))
  }
  const peerOf = (device: Uint8Array) => ({ request: request(device) })
  const peers = {
    refresh: (device: Uint8Array) => fresh.push(toHex(device)),
    find: (device: Uint8Array) => (device[0]! % 2 === 0 ? peerOf(device) : null),
    waitFor: (device: Uint8Array) =>
      device[0]! % 2 === 0
        ? Promise.resolve(peerOf(device))
        : new Promise((resolve) => {
            mostAtOnce = Math.max(
              mostAtOnce,
              waiting.push(() => resolve(peerOf(device))),
            )
          }),
  }
  return {
    peers: peers as unknown as Peers,
    told,
    fresh,
    mostAtOnce: () => mostAtOnce,
    arrive: () => waiting.splice(0).forEach((resolve) => resolve()),
  }
}

const aMoment = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('connected newcomers get the welcome first, and the others when they are found, each once', async () => {
  const { peers, told, fresh, mostAtOnce, arrive } = fakePeers()
  const welcome = new Welcome(peers)
  welcome.welcome(devices)
  expect(fresh).toHaveLength(100)
  await aMoment()
  expect(told).toEqual(devices.filter((_, at) => at % 2 === 1).map(toHex))
  for (let turns = 0; turns < 4; turns++) {
    arrive()
    await aMoment()
  }
  expect(mostAtOnce()).toBeLessThanOrEqual(32)
  expect(new Set(told).size).toBe(100)
  expect(told).toHaveLength(100)
})

test('no device is looked for after close()', async () => {
  const { peers, told, arrive } = fakePeers()
  const welcome = new Welcome(peers)
  welcome.welcome(devices.filter((_, at) => at % 2 === 0))
  welcome.close()
  for (let turns = 0; turns < 4; turns++) {
    arrive()
    await aMoment()
  }
  expect(told).toHaveLength(32)
})
