// One device with two wires. Both ends must keep the same one, and the newer one if
// the older was lost.
import { afterEach, expect, test, vi } from 'vitest'
import { Emitter } from '../../../src/core/base/index.ts'
import { WireRoster } from '../../../src/core/network/wires/wire-roster.ts'
import type { Wire, WireEvents, WireKind } from '../../../src/core/network/wires/wire.ts'
import { keyPairOf } from '../../support/device-process.ts'
import { createWirePair } from '../../support/wire.ts'
import { seededRandom } from '../../support/link.ts'
import type { WirePair } from '../../support/wire.ts'
import { nextClose } from '../../support/wire-events.ts'

const alice = keyPairOf(1)
const bob = keyPairOf(2)

class Time {
  nowMs = 10_000
  now = (): number => this.nowMs
  monotonicMs = (): number => this.nowMs
}

interface End {
  roster: WireRoster
  emitted: Wire[]
  reached: number
  lost: number[]
}

function startEnd(time: Time): End {
  const events = new Emitter<WireEvents>()
  const end: Omit<End, 'roster'> = { emitted: [], reached: 0, lost: [] }
  events.on('wire', (wire) => end.emitted.push(wire))
  const roster = new WireRoster(events, time, {
    onReached: () => end.reached++,
    onLost: (_device, livedMs) => end.lost.push(livedMs),
  })
  return Object.assign(end, { roster })
}

const pairs: WirePair[] = []
afterEach(() => {
  vi.useRealTimers()
  pairs.splice(0).forEach((pair) => pair.cut())
})

async function pairBy(
  dialler: 'alice' | 'bob',
  via: WireKind = 'swarm',
): Promise<{ atAlice: Wire; atBob: Wire }> {
  const pair = dialler === 'alice' ? await createWirePair(alice, bob) : await createWirePair(bob, alice)
  pairs.push(pair)
  const [near, far] = [pair.alice, pair.bob].map((wire) => ({ ...wire, via })) as [Wire, Wire]
  return dialler === 'alice' ? { atAlice: near, atBob: far } : { atAlice: far, atBob: near }
}

test('both ends keep the same wire of two parallel ones, in any order of arrival', async () => {
  const random = seededRandom(11)
  for (let round = 0; round < 30; round++) {
    const [near, far] = [startEnd(new Time()), startEnd(new Time())]
    const byAlice = await pairBy('alice')
    const byBob = await pairBy('bob')
    const steps = [
      () => near.roster.admit(byAlice.atAlice),
      () => far.roster.admit(byAlice.atBob),
      () => near.roster.admit(byBob.atAlice),
      () => far.roster.admit(byBob.atBob),
    ]
    while (steps.length > 0) steps.splice(Math.floor(random() * steps.length), 1)[0]!()
    const [mine, theirs] = [near.roster.find(bob.publicKey)!, far.roster.find(alice.publicKey)!]
    expect(mine.handshakeHash, `round ${round}`).toEqual(theirs.handshakeHash)
    expect([mine, theirs].map((wire) => wire.stream.destroying)).toEqual([false, false])
    expect([near.emitted.at(-1), far.emitted.at(-1)]).toEqual([mine, theirs])
  }
})

test('the LAN wire stays if a LAN and a swarm wire exist in parallel, in any order of arrival', async () => {
  for (const order of [
    ['lan', 'swarm'],
    ['swarm', 'lan'],
  ] as const) {
    const end = startEnd(new Time())
    for (const via of order) end.roster.admit((await pairBy('alice', via)).atAlice)
    expect(end.roster.find(bob.publicKey)?.via).toBe('lan')
  }
})

test('a later swarm wire replaces the LAN wire, because the other end has lost it', async () => {
  const time = new Time()
  const end = startEnd(time)
  end.roster.admit((await pairBy('alice', 'lan')).atAlice)
  time.nowMs += 60_000
  end.roster.admit((await pairBy('bob', 'swarm')).atAlice)
  expect(end.roster.find(bob.publicKey)?.via).toBe('swarm')
})

test('a second wire that the same end dials replaces the first one', async () => {
  const end = startEnd(new Time())
  const wires: Wire[] = []
  for (let i = 0; i < 5; i++) {
    const { atAlice } = await pairBy('bob')
    wires.push(atAlice)
    end.roster.admit(atAlice)
  }
  expect(end.emitted).toEqual(wires)
})

test('a replaced wire still carries answers before it closes, and a refused wire closes at once', async () => {
  const time = new Time()
  const end = startEnd(time)
  const first = await pairBy('alice')
  end.roster.admit(first.atAlice)
  time.nowMs += 60_000
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  end.roster.admit((await pairBy('bob', 'lan')).atAlice)
  await vi.advanceTimersByTimeAsync(2_900)
  expect(first.atAlice.stream.destroying).toBe(false)
  const loser = await pairBy('bob', 'swarm')
  end.roster.admit(loser.atAlice)
  await nextClose(loser.atAlice)
  await vi.advanceTimersByTimeAsync(200)
  await nextClose(first.atAlice)
  expect([end.reached, end.lost]).toEqual([2, []])
})

test('the other one of two parallel wires is current again if the one that replaced it closes', async () => {
  const time = new Time()
  const end = startEnd(time)
  const [first, second] = [await pairBy('bob'), await pairBy('bob')]
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  end.roster.admit(first.atAlice)
  end.roster.admit(second.atAlice)
  expect(end.roster.find(bob.publicKey)).toBe(second.atAlice)
  // The dialler has kept the first one.
  second.atBob.close()
  await nextClose(second.atAlice)
  await vi.advanceTimersByTimeAsync(60_000)
  expect([end.roster.find(bob.publicKey), first.atAlice.stream.destroying]).toEqual([first.atAlice, false])
  expect(end.lost).toEqual([])
  first.atBob.close()
  await nextClose(first.atAlice)
  expect([end.roster.size, end.lost.length]).toEqual([0, 1])
})

test('a wire that was replaced later is not taken back, because the other end has lost it', async () => {
  const time = new Time()
  const end = startEnd(time)
  const [first, second] = [await pairBy('bob'), await pairBy('bob')]
  end.roster.admit(first.atAlice)
  time.nowMs += 60_000
  end.roster.admit(second.atAlice)
  second.atBob.close()
  await nextClose(second.atAlice)
  await nextClose(first.atAlice)
  expect([end.roster.size, end.lost]).toEqual([0, [0]])
})

test('onLost reports the life of a closed wire, but not for a replaced one', async () => {
  const time = new Time()
  const end = startEnd(time)
  const { atAlice } = await pairBy('alice')
  end.roster.admit(atAlice)
  time.nowMs += 4_000
  atAlice.close()
  await nextClose(atAlice)
  expect([end.lost, end.roster.size]).toEqual([[4_000], 0])
})

test('closeAll() closes every wire, and later wires are refused', async () => {
  const end = startEnd(new Time())
  const { atAlice } = await pairBy('alice')
  end.roster.admit(atAlice)
  await end.roster.closeAll()
  const late = await pairBy('alice')
  end.roster.admit(late.atAlice)
  expect([atAlice.stream.destroyed, late.atAlice.stream.destroying, end.emitted.length]).toEqual([
    true,
    true,
    1,
  ])
})

test('wires that opened a few round trips apart were made in parallel', async () => {
  for (const [rtt, apartMs, isParallel] of [
    [0, 1_100, false],
    [800, 1_100, true],
    [800, 4_300, false],
  ] as const) {
    const byAlice = await pairBy('alice')
    const byBob = await pairBy('bob')
    for (const wire of [byAlice.atAlice, byAlice.atBob, byBob.atAlice, byBob.atBob])
      Object.assign(wire.stream.rawStream!, { rtt })
    const kept = [
      [byAlice.atAlice, byBob.atAlice],
      [byAlice.atBob, byBob.atBob],
    ].map(([first, second]) => {
      const time = new Time()
      const end = startEnd(time)
      end.roster.admit(first!)
      time.nowMs += apartMs
      end.roster.admit(second!)
      return end.roster.find(first!.remoteDevice) === second
    })
    // Parallel wires are chosen by their hashes, alike at both ends. Otherwise the later one wins.
    expect(kept[0]).toBe(kept[1])
    if (!isParallel) expect(kept).toEqual([true, true])
    else expect(kept[0]).toBe(Buffer.compare(byBob.atAlice.handshakeHash, byAlice.atAlice.handshakeHash) < 0)
  }
})
