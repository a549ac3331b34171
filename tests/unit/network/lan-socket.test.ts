// TCP on the LAN over loopback, without multicast: which devices get a wire.
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import NoiseSecretStream from '@hyperswarm/secret-stream'
import { afterEach, expect, test } from 'vitest'
import { systemClock } from '../../../src/core/base/index.ts'
import { FrameGuard } from '../../../src/core/network/wires/frame-guard.ts'
import { InboundGate } from '../../../src/core/network/wires/inbound-gate.ts'
import { dialOnLan, listenOnLan } from '../../../src/core/network/wires/lan-socket.ts'
import type { LanListener } from '../../../src/core/network/wires/lan-socket.ts'
import type { Wire } from '../../../src/core/network/wires/wire.ts'
import { collect, eventually, nextClose, settle } from '../../support/wire-events.ts'

const host = '127.0.0.1'
const alice = NoiseSecretStream.keyPair()
const bob = NoiseSecretStream.keyPair()
const mallory = NoiseSecretStream.keyPair()

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

interface Called {
  listener: LanListener
  gate: InboundGate
  wires: Wire[]
}

async function listen(isAllowed = true, maxInbound = 8): Promise<Called> {
  const wires: Wire[] = []
  const gate = new InboundGate({
    isAllowed: () => isAllowed,
    isKnown: () => false,
    maxInbound,
    clock: systemClock,
  })
  const listener = await listenOnLan({
    host,
    keyPair: bob,
    gate,
    frames: new FrameGuard(),
    onWire: (wire) => wires.push(wire),
  })
  closers.push(
    () => listener.close(),
    () => wires.forEach((wire) => wire.close()),
  )
  return { listener, gate, wires }
}

async function call(port: number, device = bob.publicKey, keyPair = alice): Promise<Wire | null> {
  const wire = await dialOnLan({ host, port, device }, keyPair, new FrameGuard())
  if (wire !== null) closers.push(() => wire.close())
  return wire
}

test('both ends of a LAN wire know each other, and bytes that are written at once are not lost', async () => {
  const { listener, wires } = await listen()
  const near = (await call(listener.port))!
  near.stream.write(Buffer.from('first '))
  near.stream.write(Buffer.from('second'))
  await eventually('the wire', () => wires.length === 1)
  const far = wires[0]!
  await settle(20) // a late listener must still get all bytes
  const received = collect(far.stream)
  await received.until(12)
  expect(received.text()).toBe('first second')
  expect([near.remoteDevice, far.remoteDevice, near.via]).toEqual([bob.publicKey, alice.publicKey, 'lan'])
  expect(near.handshakeHash).toEqual(far.handshakeHash)
  const back = collect(near.stream)
  far.stream.write(Buffer.from('answer'))
  await back.until(6)
  expect(back.text()).toBe('answer')
})

test('a device with another key than the expected one gets no wire, and does not learn who called', async () => {
  const { listener, wires } = await listen()
  expect(await call(listener.port, mallory.publicKey)).toBeNull()
  await settle(50)
  expect(wires).toEqual([])
})

test('a device that is not allowed gets no wire', async () => {
  const { listener, wires, gate } = await listen(false)
  const wire = await call(listener.port)
  if (wire !== null) await nextClose(wire)
  expect(wires).toEqual([])
  expect(gate.refused).toBe(1)
})

test('strangers above the limit are refused until one leaves', async () => {
  const { listener, wires } = await listen(true, 2)
  const callers = [1, 2, 3].map(() => NoiseSecretStream.keyPair())
  for (const caller of callers) await call(listener.port, bob.publicKey, caller)
  await settle(100)
  expect(wires.length).toBe(2)
  wires[0]!.close()
  await settle(50)
  await call(listener.port)
  await eventually('the third', () => wires.length === 3)
})

test('one address cannot hold many connections without proving a key', async () => {
  const { listener } = await listen()
  const sockets: Socket[] = []
  let closed = 0
  for (let i = 0; i < 20; i++) {
    const socket = connect(listener.port, host).on('error', () => undefined)
    socket.on('close', () => closed++)
    sockets.push(socket)
  }
  closers.push(() => sockets.forEach((socket) => socket.destroy()))
  await eventually('the refusals', () => closed === 12)
  await settle(50)
  expect(closed).toBe(12)
})

test('invalid bytes instead of a handshake close only their own connection', async () => {
  const { listener, wires } = await listen()
  const socket = connect(listener.port, host).on('error', () => undefined)
  socket.write(Buffer.concat([Buffer.from([100, 0, 0]), Buffer.alloc(100, 7)]))
  await new Promise((resolve) => socket.once('close', resolve))
  const greedy = connect(listener.port, host).on('error', () => undefined)
  greedy.write(Buffer.alloc(8_192, 255)) // promises 16 MiB
  await new Promise((resolve) => greedy.once('close', resolve))
  expect(await call(listener.port)).not.toBeNull()
  await eventually('the wire', () => wires.length === 1)
})

/** Starts a relay that records the bytes of the caller. */
async function startTap(toPort: number): Promise<{ port: number; recorded: Buffer[] }> {
  const recorded: Buffer[] = []
  const server: Server = createServer((from) => {
    const to = connect(toPort, host)
    for (const socket of [from, to]) socket.on('error', () => undefined)
    from.on('data', (bytes) => recorded.push(bytes)).pipe(to)
    to.pipe(from)
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  closers.push(() => server.close())
  return { port: (server.address() as AddressInfo).port, recorded }
}

test('a replayed call makes no wire', async () => {
  const { listener, wires } = await listen()
  const tap = await startTap(listener.port)
  const near = (await call(tap.port))!
  await eventually('the wire', () => wires.length === 1)
  near.stream.write(Buffer.from('something'))
  await settle(50)
  const socket = connect(listener.port, host).on('error', () => undefined)
  closers.push(() => socket.destroy())
  socket.resume().write(Buffer.concat(tap.recorded))
  await new Promise((resolve) => socket.once('close', resolve))
  expect(wires.length).toBe(1)
})

test('a port without a listener and an aborted call give no wire', async () => {
  const { listener } = await listen()
  await listener.close()
  expect(await call(listener.port)).toBeNull()
  const silent = createServer(() => undefined)
  await new Promise<void>((resolve) => silent.listen(0, host, resolve))
  closers.push(() => silent.close())
  const abort = new AbortController()
  setTimeout(() => abort.abort(), 50)
  const { port } = silent.address() as AddressInfo
  expect(
    await dialOnLan({ host, port, device: bob.publicKey }, alice, new FrameGuard(), abort.signal),
  ).toBeNull()
})
