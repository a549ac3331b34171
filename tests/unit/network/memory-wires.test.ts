// The wires of the scenario tests. They must behave like a network, or those tests prove nothing.
import NoiseSecretStream from '@hyperswarm/secret-stream'
import { afterEach, expect, test } from 'vitest'
import type { Wire, WireSource } from '../../../src/core/network/wires/wire.ts'
import { createWirePair } from '../../support/wire.ts'
import { jitter } from '../../support/link.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { collect, nextWire, settle } from '../../support/wire-events.ts'

const alice = NoiseSecretStream.keyPair(Buffer.alloc(32, 1))
const bob = NoiseSecretStream.keyPair(Buffer.alloc(32, 2))
const carol = NoiseSecretStream.keyPair(Buffer.alloc(32, 3))

const open: { close(): unknown }[] = []
function keep<T extends { close(): unknown }>(source: T): T {
  open.push(source)
  return source
}
afterEach(() => Promise.all(open.splice(0).map((source) => source.close())))

function wiresSeenBy(source: WireSource): Wire[] {
  const seen: Wire[] = []
  source.events.on('wire', (wire) => seen.push(wire))
  return seen
}

test('both ends of a pair know each other and have the same handshake hash', async () => {
  const pair = await createWirePair(alice, bob)
  keep(pair.alice)
  expect([pair.alice.remoteDevice, pair.bob.remoteDevice]).toEqual([bob.publicKey, alice.publicKey])
  expect(pair.alice.handshakeHash).toEqual(pair.bob.handshakeHash)
  expect([pair.alice.isInitiator, pair.bob.isInitiator]).toEqual([true, false])
})

test('a paused pair delivers nothing, and delivers everything in order when it resumes', async () => {
  const pair = await createWirePair(alice, bob)
  keep(pair.alice)
  const received = collect(pair.bob.stream)
  pair.pause()
  for (const text of ['one ', 'two ', 'three']) pair.alice.stream.write(Buffer.from(text))
  await settle(30)
  expect(received.text()).toBe('')
  pair.resume()
  await received.until(13)
  expect(received.text()).toBe('one two three')
})

test('a delayed pair delivers late, and jitter never changes the order', async () => {
  const pair = await createWirePair(alice, bob)
  keep(pair.alice)
  const received = collect(pair.bob.stream)
  pair.delay(40)
  // A timer of the same delay that began earlier ends earlier, however busy the machine is.
  const waited = settle(40).then(() => received.text())
  pair.alice.stream.write(Buffer.from('x'))
  expect(await waited).toBe('')
  await received.until(1)
  pair.delay(jitter(7, 3))
  const text = Array.from({ length: 100 }, (_, i) => String.fromCharCode(33 + (i % 90))).join('')
  for (const character of text) pair.alice.stream.write(Buffer.from(character))
  await received.until(101)
  expect(received.text()).toBe('x' + text)
})

test('the same seed gives the same jitter', () => {
  const [first, second, other] = [jitter(5, 10), jitter(5, 10), jitter(6, 10)]
  const draw = (from: () => number): number[] => Array.from({ length: 5 }, from)
  const drawn = draw(first)
  expect(draw(second)).toEqual(drawn)
  expect(draw(other)).not.toEqual(drawn)
})

test('cutting a pair closes both ends and loses the bytes in transit', async () => {
  const pair = await createWirePair(alice, bob)
  const received = collect(pair.bob.stream)
  pair.delay(50)
  pair.alice.stream.write(Buffer.from('lost'))
  const closed = Promise.all(
    [pair.alice, pair.bob].map((wire) => new Promise<void>((done) => wire.stream.once('close', done))),
  )
  pair.cut()
  await closed
  await settle(70)
  expect(received.text()).toBe('')
})

test('closing one end closes the other', async () => {
  const pair = await createWirePair(alice, bob)
  const closed = new Promise<void>((done) => pair.bob.stream.once('close', done))
  pair.alice.close()
  await closed
})

test('bytes are counted in each direction', async () => {
  const pair = await createWirePair(alice, bob)
  keep(pair.alice)
  const before = pair.bytes()
  const received = collect(pair.bob.stream)
  for (let i = 0; i < 4; i++) pair.alice.stream.write(Buffer.alloc(50_000))
  await received.until(200_000)
  const after = pair.bytes()
  expect(after.toBob - before.toBob).toBeGreaterThan(200_000)
  expect(after.toBob - before.toBob).toBeLessThan(201_000)
  expect(after.toAlice - before.toAlice).toBeLessThan(100)
})

test('a writer gets back-pressure if the other end does not read', async () => {
  const pair = await createWirePair(alice, bob)
  keep(pair.alice)
  pair.pause()
  let written = 0
  // What the stream itself holds leaves it between two rounds.
  for (let round = 0; round < 500 && written < 8 << 20; round++) {
    while (written < 8 << 20 && pair.alice.stream.write(Buffer.alloc(65_536))) written += 65_536
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(written).toBeLessThan(8 << 20)
})

test('a dialled device is reached when it starts, with one wire even if both dial', async () => {
  const network = new MemoryNetwork()
  const near = keep(network.wires(alice))
  near.dial(bob.publicKey)
  const seenByAlice = wiresSeenBy(near)
  await settle(10)
  expect(seenByAlice).toEqual([])
  const far = keep(network.wires(bob))
  far.dial(alice.publicKey)
  const wire = await nextWire(far)
  await settle(20)
  expect(wire.remoteDevice).toEqual(alice.publicKey)
  expect(seenByAlice.length).toBe(1)
  expect(near.describe()).toEqual([{ via: 'memory', isOnline: true, missing: 0, wires: 1, refused: 0 }])
})

test('a cut wire and a restarted device are dialled again', async () => {
  const network = new MemoryNetwork()
  const near = keep(network.wires(alice))
  const far = network.wires(bob)
  near.dial(bob.publicKey)
  await nextWire(near)
  network.cutAll()
  await nextWire(near)
  await far.close()
  await settle(20)
  expect(near.describe()[0]).toMatchObject({ wires: 0, missing: 1 })
  keep(network.wires(bob))
  await nextWire(near)
})

test('a device that is not allowed gets no wire', async () => {
  const network = new MemoryNetwork()
  const near = keep(network.wires(alice))
  const far = keep(network.wires(bob, () => false))
  const seen = wiresSeenBy(far)
  near.dial(bob.publicKey)
  await settle(20)
  expect(seen).toEqual([])
  expect(far.describe()[0]?.refused).toBeGreaterThan(0)
})

test('the memory network counts the bytes between two devices over all their wires', async () => {
  const network = new MemoryNetwork()
  const near = keep(network.wires(alice))
  const far = keep(network.wires(bob))
  near.dial(bob.publicKey)
  for (let i = 0; i < 2; i++) {
    const [, received] = await Promise.all([
      nextWire(near).then((wire) => wire.stream.write(Buffer.alloc(10_000))),
      nextWire(far).then((wire) => collect(wire.stream)),
    ])
    await received.until(10_000)
    network.cutAll()
  }
  expect(network.bytesMoved(alice.publicKey, bob.publicKey)).toBeGreaterThan(20_000)
  expect(network.bytesMoved(alice.publicKey, carol.publicKey)).toBe(0)
  expect(network.bytesMoved()).toBe(network.bytesMoved(bob.publicKey, alice.publicKey))
})

test('devices on one topic get wires to a few others, which connect all of them', async () => {
  const network = new MemoryNetwork()
  const topic = Buffer.alloc(32, 5)
  const keys = Array.from({ length: 20 }, (_, i) => NoiseSecretStream.keyPair(Buffer.alloc(32, 50 + i)))
  const sources = keys.map((key) => keep(network.wires(key)))
  const neighbours = sources.map((source) => {
    const seen = new Set<string>()
    source.events.on('wire', (wire) => seen.add(Buffer.from(wire.remoteDevice).toString('hex')))
    return seen
  })
  for (const source of sources) source.joinTopic(topic)
  await expect.poll(() => neighbours.every((seen) => seen.size >= 4)).toBe(true)
  // Each device opens at most four.
  expect(neighbours.reduce((sum, seen) => sum + seen.size, 0) / 2).toBeLessThanOrEqual(4 * 20)
  const names = keys.map((key) => Buffer.from(key.publicKey).toString('hex'))
  const reached = new Set([names[0]!])
  for (const name of reached) for (const next of neighbours[names.indexOf(name)]!) reached.add(next)
  expect(reached.size).toBe(20)
})

test('an unreachable device on a topic is skipped', async () => {
  const network = new MemoryNetwork()
  const topic = Buffer.alloc(32, 6)
  const [a, b, c] = [alice, bob, carol].map((key) => keep(network.wires(key)))
  network.partition(alice.publicKey, bob.publicKey)
  for (const source of [a!, b!, c!]) source.joinTopic(topic)
  const seen = wiresSeenBy(c!)
  await expect.poll(() => seen.length).toBe(2)
  expect(network.findPair(alice.publicKey, bob.publicKey)).toBeNull()
  b!.leaveTopic(topic)
  network.heal()
  await settle(30)
  expect(network.findPair(alice.publicKey, bob.publicKey)).toBeNull()
})
