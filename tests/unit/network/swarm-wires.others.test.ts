// A real Hyperswarm on a private DHT on loopback: found by key, found again after a
// restart, closed to blocked devices.
import NoiseSecretStream from '@hyperswarm/secret-stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLog } from '../../../src/core/base/index.ts'
import { blindKeyPair, randomBytes } from '../../../src/core/seal/index.ts'
import { runDht } from '../../../src/core/network/private-dht.ts'
import type { PrivateDht } from '../../../src/core/network/private-dht.ts'
import { lineTo } from '../../../src/core/network/wires/lines.ts'
import { createSwarmWires } from '../../../src/core/network/wires/swarm-wires.ts'
import type { SwarmWiresOptions } from '../../../src/core/network/wires/swarm-wires.ts'
import type { SourceState, Wire, WireSource } from '../../../src/core/network/wires/wire.ts'
import { collect, eventually, nextClose, nextWire, settle } from '../../support/wire-events.ts'

const alice = NoiseSecretStream.keyPair()
const bob = NoiseSecretStream.keyPair()

let dht: PrivateDht
const open: WireSource[] = []

beforeEach(async () => {
  dht = await runDht()
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((source) => source.close()))
  await dht.close()
})

function bootstrapOf(address: string): SwarmWiresOptions['bootstrap'] {
  const [host, port] = address.split(':') as [string, string]
  return [{ host, port: Number(port) }]
}

function start(keyPair: SwarmWiresOptions['keyPair'], options: Partial<SwarmWiresOptions> = {}): WireSource {
  const source = createSwarmWires({
    keyPair,
    bootstrap: bootstrapOf(dht.bootstrap),
    isAllowed: () => true,
    maxInbound: 16,
    log: silentLog,
    ...options,
  })
  open.push(source)
  return source
}

function stop(source: WireSource): Promise<void> {
  open.splice(open.indexOf(source), 1)
  return source.close()
}

test('a device is found by its key, and both ends agree on the wire', async () => {
  const far = start(bob)
  const near = start(alice)
  near.dial(bob.publicKey)
  const [mine, theirs] = await Promise.all([nextWire(near), nextWire(far)])
  expect([mine.remoteDevice, theirs.remoteDevice]).toEqual([bob.publicKey, alice.publicKey])
  expect(mine.handshakeHash).toEqual(theirs.handshakeHash)
  expect([mine.isInitiator, theirs.isInitiator, mine.via]).toEqual([true, false, 'swarm'])
  const received = collect(theirs.stream)
  mine.stream.write(Buffer.from('a letter'))
  await received.until(8)
  expect(received.text()).toBe('a letter')
})

test.each([
  ['fresh', () => NoiseSecretStream.keyPair()],
  ['blinded', () => blindKeyPair(alice, randomBytes(32))],
])('a line under %s keys has a wire beside the own one, and is undialled alone', async (_name, makeKeys) => {
  const [near, far] = [start(alice), start(bob)]
  const fresh = makeKeys()
  const [mine, theirs]: [Wire[], Wire[]] = [[], []]
  near.events.on('wire', (wire) => mine.push(wire))
  far.events.on('wire', (wire) => theirs.push(wire))
  near.dial(bob.publicKey)
  near.dial(bob.publicKey, fresh)
  await eventually('two wires', () => mine.length === 2 && theirs.length === 2)
  const isFresh = (wire: Wire): boolean => wire.freshKey !== null
  expect(mine.find(isFresh)!.freshKey).toEqual(fresh.publicKey)
  expect(theirs.map(({ remoteDevice }) => remoteDevice)).toEqual(
    expect.arrayContaining([alice.publicKey, fresh.publicKey]),
  )
  expect([...mine, ...theirs].filter(({ stream }) => stream.destroying)).toEqual([])
  near.undial(lineTo(bob.publicKey, fresh))
  for (const wire of mine) wire.close()
  await eventually('the own line is dialled again', () => mine.length === 3)
  expect(isFresh(mine[2]!)).toBe(false)
  await settle(1_000)
  expect(mine.filter(isFresh)).toHaveLength(1)
})

test('one node of the private DHT is enough to join it', async () => {
  const near = start(alice)
  await eventually('online', () => near.describe()[0]!.isOnline)
  await expect(runDht({ port: Number(dht.bootstrap.split(':')[1]) })).rejects.toMatchObject({
    code: 'UNREACHABLE',
  })
})

test.each(['0.0.0.0', '::1', 'localhost', '300.1.1.1'])(
  'a private DHT does not listen on %s',
  async (host) => {
    await expect(runDht({ host })).rejects.toMatchObject({ code: 'INVALID' })
  },
)

test('a private DHT does not listen on the address of another machine', async () => {
  await expect(runDht({ host: '192.0.2.1' })).rejects.toMatchObject({ code: 'UNREACHABLE' })
})

test('a device is reached by the nodes that knew it, and dead nodes cost nothing', async () => {
  const far = start(bob)
  await eventually('the announcement', () => (far.describe()[0]!.nodes?.length ?? 0) > 0)
  const places: NonNullable<SourceState['nodes']>[] = [
    far.describe()[0]!.nodes!,
    [{ host: '127.0.0.1', port: 9 }],
    [{ host: '127.0.0.1', port: 9 }, ...far.describe()[0]!.nodes!],
  ]
  for (const nodes of places) {
    const near = start(NoiseSecretStream.keyPair())
    near.locate!(bob.publicKey, { nodes })
    const reached = nextWire(near)
    near.dial(bob.publicKey)
    const wire = await reached
    expect(wire.remoteDevice).toEqual(bob.publicKey)
    await settle(500)
    expect(wire.stream.destroyed).toBe(false)
  }
})

test('a device is reached at its own address, without a node of the DHT', async () => {
  const far = start(bob)
  await eventually('the announcement', () => (far.describe()[0]!.nodes?.length ?? 0) > 0)
  const earlier = start(NoiseSecretStream.keyPair())
  earlier.dial(bob.publicKey)
  const { address } = await nextWire(earlier)
  const near = start(alice, { bootstrap: [{ host: '127.0.0.1', port: 9 }] })
  near.locate!(bob.publicKey, { address })
  const reached = nextWire(near)
  near.dial(bob.publicKey)
  expect((await reached).remoteDevice).toEqual(bob.publicKey)
})

test('several attempts that succeed leave one wire, which both ends keep', async () => {
  const far = start(bob)
  await eventually('the announcement', () => (far.describe()[0]!.nodes?.length ?? 0) > 0)
  const { nodes } = far.describe()[0]!
  const earlier = start(NoiseSecretStream.keyPair())
  earlier.dial(bob.publicKey)
  const { address } = await nextWire(earlier)
  await stop(earlier)
  const near = start(alice)
  near.locate!(bob.publicKey, { nodes, address })
  const atFar: Wire[] = []
  far.events.on('wire', (wire) => atFar.push(wire))
  const reached = nextWire(near)
  near.dial(bob.publicKey)
  const wire = await reached
  // Longer than a replaced wire stays open.
  await settle(4_000)
  expect([wire.stream.destroyed, near.describe()[0]!.wires]).toEqual([false, 1])
  expect(atFar.filter(({ stream }) => !stream.destroyed).map((one) => one.handshakeHash)).toEqual([
    wire.handshakeHash,
  ])
})

test('if both ends dial at once, both keep the same wire', async () => {
  const near = start(alice)
  const far = start(bob)
  const current = new Map<WireSource, Wire>()
  for (const source of [near, far]) {
    source.events.on('wire', (wire) => current.set(source, wire))
    source.dial(source === near ? bob.publicKey : alice.publicKey)
  }
  await eventually('one wire each', () => current.size === 2)
  await settle(500)
  expect(current.get(near)!.handshakeHash).toEqual(current.get(far)!.handshakeHash)
  expect([near, far].map((source) => source.describe()[0]!.wires)).toEqual([1, 1])
  expect(current.get(near)!.stream.destroyed).toBe(false)
})

test('a restarted device is reached if a caller waits for it or if it dials', async () => {
  const near = start(alice)
  let far = start(bob)
  near.dial(bob.publicKey)
  const [first] = await Promise.all([nextWire(near), nextWire(far)])
  await stop(far)
  await nextClose(first)
  await settle(1_500)
  far = start(bob)
  await eventually('online', () => far.describe()[0]!.isOnline)
  near.hurry(bob.publicKey)
  const [second] = await Promise.all([nextWire(near), nextWire(far)])
  await stop(far)
  await nextClose(second)
  far = start(bob)
  far.dial(alice.publicKey)
  await nextWire(near)
})

test('a wire that the other end lost is replaced by its new one', async () => {
  const far = start(bob)
  const near = start(alice)
  near.dial(bob.publicKey)
  const [mine, stale] = await Promise.all([nextWire(near), nextWire(far)])
  mine.stream.write(Buffer.from('x'))
  stale.stream.write(Buffer.from('x'))
  await settle(100)
  // The same device key again, as after a crash. The old wire is still open at the end of bob.
  const again = start(alice)
  again.dial(bob.publicKey)
  const renewed = await nextWire(far)
  expect(renewed.handshakeHash).not.toEqual(stale.handshakeHash)
  await eventually('the stale wire closed', () => stale.stream.destroyed)
  expect(renewed.stream.destroyed).toBe(false)
})

test('a device that is not allowed gets no wire, until isAllowed changes', async () => {
  let isAllowed = false
  const far = start(bob, { isAllowed: () => isAllowed })
  const near = start(alice)
  const seen: Wire[] = []
  far.events.on('wire', (wire) => seen.push(wire))
  near.dial(bob.publicKey)
  await eventually('a refusal', () => far.describe()[0]!.refused > 0)
  expect(seen).toEqual([])
  isAllowed = true
  const keepHurrying = setInterval(() => near.hurry(bob.publicKey), 200)
  await nextWire(far).finally(() => clearInterval(keepHurrying))
})

test('strangers above the limit are refused, and a contact still gets in', async () => {
  const far = start(bob, { maxInbound: 2 })
  const strangers = Array.from({ length: 4 }, () => start(NoiseSecretStream.keyPair()))
  for (const stranger of strangers) stranger.dial(bob.publicKey)
  await eventually('two strangers', () => far.describe()[0]!.wires === 2 && far.describe()[0]!.refused >= 2)
  await settle(300)
  expect(far.describe()[0]!.wires).toBe(2)
  far.dial(alice.publicKey)
  start(alice).dial(bob.publicKey)
  await eventually('the contact', () => far.describe()[0]!.wires === 3)
})

test('without a DHT node the source waits, can close, and works when the DHT starts', async () => {
  const port = Number(dht.bootstrap.split(':')[1])
  await dht.close()
  const [near, far] = [start(alice), start(bob)]
  near.dial(bob.publicKey)
  await settle(300)
  expect(near.describe()[0]).toMatchObject({ isOnline: false, missing: 1, wires: 0 })
  const lonely = start(NoiseSecretStream.keyPair())
  await stop(lonely)
  dht = await runDht({ port })
  await nextWire(far)
})

test('close() needs no DHT, and closes every wire', async () => {
  const [near, far] = [start(alice), start(bob)]
  near.dial(bob.publicKey)
  const wire = await nextWire(far)
  await dht.close()
  await Promise.all([stop(near), stop(far)])
  expect(wire.stream.destroyed).toBe(true)
})

test('members of one topic find each other, and other devices do not find them', async () => {
  const topic = Buffer.alloc(32, 7)
  const members = [alice, bob, NoiseSecretStream.keyPair()].map((keyPair) => start(keyPair))
  const alone = start(NoiseSecretStream.keyPair())
  members[0]!.joinTopic(topic)
  await eventually('an announcement', () => members[0]!.describe()[0]!.isOnline)
  await settle(300)
  for (const member of members.slice(1)) member.joinTopic(topic)
  await eventually('a wire for each device', () => members.every((one) => one.describe()[0]!.wires > 0))
  expect(alone.describe()[0]!.wires).toBe(0)
})

test('a topic that was left finds no devices, and its wires stay open', async () => {
  const topic = Buffer.alloc(32, 8)
  const [near, far] = [start(alice), start(bob)]
  near.joinTopic(topic)
  await settle(300)
  far.joinTopic(topic)
  const wire = await nextWire(near)
  for (const one of [near, far]) one.leaveTopic(topic)
  await settle(200)
  expect(wire.stream.destroyed).toBe(false)
  const late = start(NoiseSecretStream.keyPair())
  late.joinTopic(topic)
  await settle(500)
  expect(late.describe()[0]!.wires).toBe(0)
})

test('a blocked device that is found by a topic is not dialled', async () => {
  const topic = Buffer.alloc(32, 9)
  const blocked = start(bob)
  blocked.joinTopic(topic)
  await settle(300)
  const near = start(alice, { isAllowed: (device) => !device.every((byte, i) => byte === bob.publicKey[i]) })
  near.joinTopic(topic)
  await settle(700)
  expect(near.describe()[0]!.wires).toBe(0)
})

test('a device that must not be dialled when its topic finds it can still connect later', async () => {
  const topic = Buffer.alloc(32, 10)
  const far = start(bob)
  far.joinTopic(topic)
  await settle(300)
  let isAllowed = false
  const near = start(alice, { isAllowed: () => isAllowed })
  near.joinTopic(topic)
  await settle(700)
  expect(near.describe()[0]!.wires).toBe(0)
  isAllowed = true
  far.dial(alice.publicKey)
  await eventually('a wire', () => near.describe()[0]!.wires === 1)
})

test('devices that join a topic at the same moment find each other soon', async () => {
  const topic = Buffer.alloc(32, 11)
  const members = Array.from({ length: 4 }, () => start(NoiseSecretStream.keyPair()))
  for (const member of members) member.joinTopic(topic)
  await eventually('a wire for each device', () => members.every((one) => one.describe()[0]!.wires > 0))
})
