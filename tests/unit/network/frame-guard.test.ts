// Frames of strangers over real sockets and a real swarm: too long ones are refused
// before memory is allocated, and are counted.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import HyperDHT from 'hyperdht'
import NoiseSecretStream from '@hyperswarm/secret-stream'
import { afterEach, expect, test, vi } from 'vitest'
import { silentLog, systemClock } from '../../../src/core/base/index.ts'
import { runDht } from '../../../src/core/network/private-dht.ts'
import {
  allowFrames,
  FrameGuard,
  PEER_FRAME_BYTES,
  STRANGER_FRAME_BYTES,
} from '../../../src/core/network/wires/frame-guard.ts'
import { FrameMeter } from '../../../src/core/network/wires/frame-meter.ts'
import { InboundGate } from '../../../src/core/network/wires/inbound-gate.ts'
import { listenOnLan } from '../../../src/core/network/wires/lan-socket.ts'
import { createSwarmWires } from '../../../src/core/network/wires/swarm-wires.ts'
import { eventually } from '../../support/wire-events.ts'

const host = '127.0.0.1'
const bob = NoiseSecretStream.keyPair()
const SIXTEEN_MIB = [0xff, 0xff, 0xff]

const closers: (() => unknown)[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  vi.useRealTimers()
  for (const close of closers.splice(0).reverse()) await close()
})

/** Returns the largest allocation since the last reset. */
function watchAllocations(): () => number {
  const asked = [
    vi.spyOn(Buffer, 'allocUnsafe'),
    vi.spyOn(Buffer, 'allocUnsafeSlow'),
    vi.spyOn(Buffer, 'alloc'),
  ]
  return () => Math.max(0, ...asked.flatMap((spy) => spy.mock.calls.map(([size]) => size)))
}

const header = (length: number): Buffer => Buffer.of(length & 255, (length >> 8) & 255, (length >> 16) & 255)

interface Listening {
  guard: FrameGuard
  port: number
  reasons: string[]
  streams: NoiseSecretStream[]
}

/** Accepts secret streams on a port, all created by one guard, as LAN and swarm do. */
async function listen(): Promise<Listening> {
  const guard = new FrameGuard()
  const reasons: string[] = []
  const streams: NoiseSecretStream[] = []
  guard.events.on('refused', ({ reason }) => reasons.push(reason))
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    const stream = guard.open(false, socket, { keyPair: bob, pattern: 'IK' })
    stream.on('error', () => undefined)
    streams.push(stream)
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  closers.push(
    () => server.close(),
    () => streams.forEach((stream) => stream.destroy()),
  )
  return { guard, port: (server.address() as AddressInfo).port, reasons, streams }
}

/**
 * Connects a stranger, completes its handshake, and returns it with the raw socket to write
 * arbitrary bytes.
 */
async function shakeHands(port: number): Promise<Socket> {
  const socket = connect({ host, port })
  socket.on('error', () => undefined)
  const stream = new NoiseSecretStream(true, socket, {
    keyPair: NoiseSecretStream.keyPair(),
    remotePublicKey: bob.publicKey,
    pattern: 'IK',
  })
  stream.on('error', () => undefined)
  closers.push(() => stream.destroy())
  await stream.opened
  return socket
}

test('a meter reads the same lengths for every split of the bytes', () => {
  const bytes = Buffer.concat([header(5), Buffer.alloc(5), header(0), header(70_000), Buffer.alloc(10)])
  for (const size of [1, 2, 3, 7, bytes.byteLength]) {
    const meter = new FrameMeter()
    for (let at = 0; at < bytes.byteLength; at += size)
      expect(meter.read(bytes.subarray(at, at + size), 70_000)).toBe(true)
    expect([meter.announced, meter.isUnfinished]).toEqual([70_000, true])
    expect(new FrameMeter().read(bytes, 69_999)).toBe(false)
  }
})

test('a frame of 16 MiB is refused before it is allocated, before the handshake and after it', async () => {
  const { port, reasons } = await listen()
  const largest = watchAllocations()
  const first = connect({ host, port }, () => first.write(Buffer.from([...SIXTEEN_MIB, 1, 2, 3])))
  first.on('error', () => undefined)
  closers.push(() => first.destroy())
  await eventually('the first refusal', () => reasons.length === 1)
  const second = await shakeHands(port)
  second.write(Buffer.from(SIXTEEN_MIB))
  second.write(Buffer.from([1, 2, 3]))
  await eventually('the second refusal', () => reasons.length === 2)
  expect(reasons).toEqual(['frame-too-large', 'frame-too-large'])
  expect(largest()).toBeLessThan(1 << 20)
})

test('a stranger may send 64 KiB, a peer 128 KiB', async () => {
  const { port, reasons, streams } = await listen()
  for (const [length, isPeer] of [
    [STRANGER_FRAME_BYTES, false],
    [STRANGER_FRAME_BYTES + 1, false],
    [PEER_FRAME_BYTES, true],
    [PEER_FRAME_BYTES + 1, true],
  ] as const) {
    const socket = await shakeHands(port)
    await eventually('the other end', () => streams.at(-1)!.remotePublicKey !== null)
    if (isPeer) allowFrames(streams.at(-1)!, true)
    socket.write(header(length))
    await eventually('an answer', () => streams.at(-1)!.destroying || streams.at(-1)!.rawStream !== null)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(streams.at(-1)!.destroying).toBe(length > (isPeer ? PEER_FRAME_BYTES : STRANGER_FRAME_BYTES))
  }
  expect(reasons).toEqual(['frame-too-large', 'frame-too-large'])
})

test('all strangers together can have at most 4 MiB unfinished', async () => {
  const { guard, port, reasons } = await listen()
  for (let i = 0; i < 70; i++) {
    const socket = connect({ host, port }, () =>
      socket.write(Buffer.concat([header(STRANGER_FRAME_BYTES), Buffer.of(1)])),
    )
    socket.on('error', () => undefined)
    closers.push(() => socket.destroy())
  }
  await eventually('six refusals', () => reasons.length === 6)
  expect(new Set(reasons)).toEqual(new Set(['frames-too-many']))
  expect(guard.unfinishedBytes).toBe(4 << 20)
})

test('an unfinished frame of a stranger ends the stream after ten looks, but not that of a peer', async () => {
  const { guard, port, reasons, streams } = await listen()
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  for (const isPeer of [true, false]) {
    const socket = await shakeHands(port)
    await eventually('the other end', () => streams.at(-1)!.remotePublicKey !== null)
    if (isPeer) allowFrames(streams.at(-1)!, true)
    socket.write(Buffer.concat([header(1000), Buffer.of(1)]))
  }
  await eventually('the unfinished frame', () => guard.unfinishedBytes === 1000)
  vi.advanceTimersByTime(9_000)
  expect(reasons).toEqual([])
  vi.advanceTimersByTime(2_000)
  expect(reasons).toEqual(['frame-unfinished'])
  expect(streams.map(({ destroying }) => destroying)).toEqual([false, true])
})

test('the LAN refuses and counts frames of strangers without a key', async () => {
  const frames = new FrameGuard()
  const reasons: string[] = []
  frames.events.on('refused', ({ reason }) => reasons.push(reason))
  const gate = new InboundGate({
    ...{ isAllowed: () => true, isKnown: () => false },
    ...{ maxInbound: 8, clock: systemClock },
  })
  const listener = await listenOnLan({ host, keyPair: bob, gate, frames, onWire: () => undefined })
  closers.push(() => listener.close())
  const largest = watchAllocations()
  for (let i = 0; i < 5; i++) {
    const socket = connect({ host, port: listener.port }, () =>
      socket.write(Buffer.from([...SIXTEEN_MIB, 1])),
    )
    socket.on('error', () => undefined)
    closers.push(() => socket.destroy())
  }
  await eventually('five refusals', () => reasons.length === 5)
  expect(largest()).toBeLessThan(1 << 20)
})

test('the swarm refuses and counts frames of strangers', async () => {
  const dht = await runDht()
  closers.push(() => dht.close())
  const [at, port] = dht.bootstrap.split(':') as [string, string]
  const bootstrap = [{ host: at, port: Number(port) }]
  const source = createSwarmWires({
    ...{ keyPair: bob, bootstrap, isAllowed: () => true },
    ...{ maxInbound: 16, log: silentLog },
  })
  closers.push(() => source.close())
  const reasons: string[] = []
  source.events.on('refused', ({ reason }) => reasons.push(reason))
  await eventually('online', () => source.describe()[0]!.isOnline)
  const stranger = new HyperDHT({ bootstrap, host, port: [0, 0] })
  closers.push(() => stranger.destroy({ force: true }))
  const largest = watchAllocations()
  for (let i = 0; i < 3; i++) {
    const stream = stranger.connect(bob.publicKey, { keyPair: NoiseSecretStream.keyPair() })
    stream.on('error', () => undefined)
    if (!(await stream.opened)) throw new Error('not connected')
    const raw = stream.rawStream as unknown as { write(bytes: Uint8Array): void }
    raw.write(Buffer.from([...SIXTEEN_MIB, 1, 2, 3]))
  }
  await eventually('three refusals', () => reasons.length === 3)
  expect(new Set(reasons)).toEqual(new Set(['frame-too-large']))
  expect(largest()).toBeLessThan(1 << 20)
})
