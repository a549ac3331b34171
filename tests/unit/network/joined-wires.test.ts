// Two sources as one: the near source is preferred, and the far source serves other devices.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { JoinedWires } from '../../../src/core/network/wires/joined-wires.ts'
import { lineTo } from '../../../src/core/network/wires/lines.ts'
import type { Wire } from '../../../src/core/network/wires/wire.ts'
import { keyPairOf } from '../../support/device-process.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { eventually, nextWire, settle } from '../../support/wire-events.ts'

const alice = keyPairOf(1)
const bob = keyPairOf(2)

interface World {
  near: MemoryNetwork
  far: MemoryNetwork
  mine: JoinedWires
  theirs: JoinedWires
  current(): Wire | undefined
}

/** Longer than a replaced wire stays open. */
const LINGERED_MS = 4_000

const open: JoinedWires[] = []
// Time runs as usual, and a test can let a pause pass.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'], shouldAdvanceTime: true })
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((wires) => wires.close()))
  vi.useRealTimers()
})

function startWorld(): World {
  const [near, far] = [new MemoryNetwork({ via: 'lan' }), new MemoryNetwork({ via: 'swarm' })]
  near.partition(alice.publicKey, bob.publicKey)
  const join = (keyPair: typeof alice): JoinedWires => {
    const wires = new JoinedWires({ preferred: near.wires(keyPair), fallback: far.wires(keyPair) })
    open.push(wires)
    return wires
  }
  const [mine, theirs] = [join(alice), join(bob)]
  let current: Wire | undefined
  mine.events.on('wire', (wire) => (current = wire))
  return { near, far, mine, theirs, current: () => current }
}

function isNear({ current }: World): boolean {
  return current()?.via === 'lan'
}

test('a device that appears on the near source moves there, and its far wire closes after a while', async () => {
  const world = startWorld()
  world.mine.dial(bob.publicKey)
  const farWire = await nextWire(world.mine)
  expect(isNear(world)).toBe(false)
  world.near.heal()
  await nextWire(world.mine)
  expect([isNear(world), farWire.stream.destroying]).toEqual([true, false])
  world.mine.dial(bob.publicKey)
  await vi.advanceTimersByTimeAsync(LINGERED_MS)
  await eventually('the far wire closed', () => farWire.stream.destroyed)
  await settle(50)
  expect(world.far.findPair(alice.publicKey, bob.publicKey)).toBeNull()
  expect(world.current()!.stream.destroyed).toBe(false)
})

test('when the near wire is lost, the far source dials again', async () => {
  const world = startWorld()
  world.near.heal()
  world.mine.dial(bob.publicKey)
  await eventually('near', () => isNear(world))
  world.near.partition(alice.publicKey, bob.publicKey)
  await eventually('far', () => world.current()?.stream.destroyed === false && !isNear(world))
})

test('a line under fresh keys moves to the near source and back, beside the own one', async () => {
  const world = startWorld()
  const fresh = keyPairOf(3)
  const wires: Wire[] = []
  world.mine.events.on('wire', (wire) => wires.push(wire))
  world.mine.dial(bob.publicKey)
  world.mine.dial(bob.publicKey, fresh)
  const listOpen = (): string[] =>
    wires
      .filter(({ stream }) => !stream.destroyed)
      .map(({ via, freshKey }) => `${via} ${freshKey === null ? 'own' : 'fresh'}`)
      .sort()
  await eventually('both far', () => listOpen().join() === 'swarm fresh,swarm own')
  world.near.heal()
  await eventually('both near', () => listOpen().filter((line) => line.startsWith('lan')).length === 2)
  await vi.advanceTimersByTimeAsync(LINGERED_MS)
  await eventually('only near', () => listOpen().join() === 'lan fresh,lan own')
  world.near.partition(alice.publicKey, bob.publicKey)
  await eventually('both far again', () => listOpen().join() === 'swarm fresh,swarm own')
  world.mine.undial(lineTo(bob.publicKey, fresh))
  expect(world.mine.wants(bob.publicKey)).toBe(true)
})

test.each(['near', 'far'])(
  'an undialled device is dialled by no source when its %s wire is lost',
  async (place) => {
    const world = startWorld()
    if (place === 'near') world.near.heal()
    world.mine.dial(bob.publicKey)
    await eventually(place, () => world.current() !== undefined && isNear(world) === (place === 'near'))
    world.mine.undial(bob.publicKey)
    world.near.partition(alice.publicKey, bob.publicKey)
    world.far.cutAll()
    world.near.heal()
    await settle(50)
    for (const network of [world.near, world.far])
      expect(network.findPair(alice.publicKey, bob.publicKey)).toBeNull()
    expect(world.mine.wants(bob.publicKey)).toBe(false)
  },
)

test('describe() contains both sources, and close() closes both', async () => {
  const world = startWorld()
  world.mine.dial(bob.publicKey)
  const wire = await nextWire(world.mine)
  expect(world.mine.describe().map(({ missing, wires }) => ({ missing, wires }))).toEqual([
    { missing: 0, wires: 1 },
    { missing: 1, wires: 0 },
  ])
  await world.mine.close()
  expect(wire.stream.destroyed).toBe(true)
})
