// A wire whose other end died without a word: whoever waits for an answer in vain ends it, long before silence alone would tell.
import { afterEach, expect, test, vi } from 'vitest'
import { Peer } from '../../../src/core/network/peer.ts'
import { SWARM_PACE } from '../../../src/core/network/wires/index.ts'
import { createSigningKeyPair } from '../../../src/core/seal/index.ts'
import { createWirePair, type WirePair } from '../../support/wire.ts'

afterEach(() => void vi.useRealTimers())

function peerOn(wire: WirePair['alice']): Peer {
  const nothing = { now: 0, person: null, whoIs: () => null, methods: new Map() }
  return new Peer({ ...nothing, wire, onAsked: () => Promise.resolve(), onBadRequest: () => undefined })
}

/** Asks on a wire on which nothing arrives any more; gives whether it is still open when the time is up. */
async function isOpenAfterAsking(timeoutMs: number): Promise<boolean> {
  const pair = await createWirePair(createSigningKeyPair(), createSigningKeyPair())
  const [alice] = [peerOn(pair.alice), peerOn(pair.bob)]
  await alice.request('nothing such', Buffer.alloc(1), 1000)
  pair.pause()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const answer = alice.request('release', Buffer.alloc(1), timeoutMs)
  await vi.advanceTimersByTimeAsync(timeoutMs + 1)
  vi.useRealTimers()
  expect(await answer).toBeNull()
  const { isOpen } = alice
  pair.cut()
  return isOpen
}

test('a wire on which nothing came for longer than its ends may be silent is ended by who waits on it', async () => {
  expect(await isOpenAfterAsking(SWARM_PACE.silenceMs + 1)).toBe(false)
})

test('a wire on which somebody waited for less is kept: its other end may only be slow', async () => {
  expect(await isOpenAfterAsking(SWARM_PACE.silenceMs)).toBe(true)
})
