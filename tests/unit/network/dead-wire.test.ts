// A wire whose other end died. A waiting caller closes it long before the silence time-out.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { DEAF_LOOKS, listenClosely, LOOK_EVERY_MS } from '../../../src/core/network/wires/listen-closely.ts'
import { createSigningKeyPair } from '../../../src/core/seal/index.ts'
import { peerOn } from '../../support/peer-on.ts'
import { createWirePair, type WirePair } from '../../support/wire.ts'

/** One look for the first count, then the looks that hear nothing. */
const NOTICED_MS = (DEAF_LOOKS + 1) * LOOK_EVERY_MS

let pair: WirePair

beforeEach(async () => {
  pair = await createWirePair(createSigningKeyPair(), createSigningKeyPair())
})

afterEach(() => {
  vi.useRealTimers()
  pair.cut()
})

/** Fakes only timers. Written bytes still travel in turns of the event loop. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += LOOK_EVERY_MS) {
    await vi.advanceTimersByTimeAsync(LOOK_EVERY_MS)
    for (let turns = 0; turns < 10; turns++) await new Promise((resolve) => setImmediate(resolve))
  }
}

const useTestTimers = (): unknown =>
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })

test('a request to a dead device fails and its wire closes, long before the time-out of the request', async () => {
  const [alice] = [peerOn(pair.alice), peerOn(pair.bob)]
  await alice.request('nothing such', Buffer.alloc(1), 1000)
  pair.pause()
  useTestTimers()
  const answer = alice.request('release', Buffer.alloc(1), 60_000)
  await pass(NOTICED_MS - LOOK_EVERY_MS)
  expect(alice.isOpen).toBe(true)
  await pass(LOOK_EVERY_MS)
  expect(await answer).toBeNull()
  expect(alice.isOpen).toBe(false)
})

test('a slow device is waited for, because its acknowledgements arrive', async () => {
  const never = { name: 'slow', isForStrangers: true, maxRequestBytes: 1 }
  const handle = (): Promise<Uint8Array> => new Promise(() => undefined)
  const [alice] = [peerOn(pair.alice), peerOn(pair.bob, [{ ...never, handle }])]
  useTestTimers()
  const answer = alice.request('slow', Buffer.alloc(1), 4 * NOTICED_MS)
  await pass(4 * NOTICED_MS)
  expect(await answer).toBeNull()
  expect(alice.isOpen).toBe(true)
})

test('a wire without waiting callers and without doubt is left alone', async () => {
  pair.pause()
  useTestTimers()
  const stop = listenClosely(() => [pair.alice])
  await pass(LOOK_EVERY_MS)
  stop()
  await pass(2 * NOTICED_MS)
  expect(pair.alice.stream.destroyed).toBe(false)
})

test('a doubt is settled after the last caller left, because the wire closes, or stays because something arrived', async () => {
  useTestTimers()
  listenClosely(() => [pair.alice])()
  const stopHearing = listenClosely(() => [pair.alice])
  await pass(3 * LOOK_EVERY_MS)
  stopHearing()
  await pass(2 * NOTICED_MS)
  expect(pair.alice.stream.destroyed).toBe(false)
  const stop = listenClosely(() => [pair.alice])
  pair.pause()
  await pass(4 * LOOK_EVERY_MS)
  stop()
  expect(pair.alice.stream.destroyed).toBe(false)
  await pass(NOTICED_MS)
  expect(pair.alice.stream.destroyed).toBe(true)
})
