// TCP on the LAN: one port per interface, which strangers may call, and calls to an
// address with an expected device. Noise IK. The caller names the expected key, and
// only the holder of that key learns who is calling.
import { createServer, connect } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import { equalBytes } from '../../base/index.ts'
import type { SigningKeys } from '../../seal/index.ts'
import type { FrameGuard } from './frame-guard.ts'
import type { InboundGate } from './inbound-gate.ts'
import { LAN_PACE, toWire, watchSilence } from './wire.ts'
import type { DeviceKeyPair, Wire } from './wire.ts'

/** Time-out from the connection until both ends are proven. */
const HANDSHAKE_MS = 5_000
/** Limits of connections that have not proven a key yet, in total and per address. */
const MAX_UNPROVEN = 64
const MAX_UNPROVEN_PER_ADDRESS = 8
/** A handshake needs only a few hundred bytes. */
const MAX_HANDSHAKE_BYTES = 4_096

export interface LanListener {
  readonly port: number
  close(): Promise<void>
}

export interface LanListenerOptions {
  host: string
  keyPair: DeviceKeyPair
  gate: InboundGate
  frames: FrameGuard
  onWire: (wire: Wire) => void
}

/** @throws Error of node:net if the address does not belong to this machine any longer */
export async function listenOnLan(options: LanListenerOptions): Promise<LanListener> {
  const unproven = new Map<Socket, string>()
  const server = createServer((socket) => void welcome(socket, unproven, options))
  await bind(server, options.host)
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of unproven.keys()) socket.destroy()
      }),
  }
}

function bind(server: Server, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, host, () => {
      server.off('error', reject)
      server.on('error', () => undefined) // a single connection could not be accepted
      resolve()
    })
  })
}

async function welcome(
  socket: Socket,
  unproven: Map<Socket, string>,
  options: LanListenerOptions,
): Promise<void> {
  const address = socket.remoteAddress ?? ''
  if (!hasRoom(unproven, address)) {
    socket.destroy()
    return
  }
  unproven.set(socket, address)
  socket.once('close', () => unproven.delete(socket))
  const stream = options.frames.open(false, prepare(socket), { keyPair: options.keyPair, pattern: 'IK' })
  const limit = (): void => {
    if (socket.bytesRead > MAX_HANDSHAKE_BYTES) socket.destroy()
  }
  socket.on('data', limit)
  stream.once('handshake', () => {
    socket.off('data', limit)
    if (!options.gate.admits(stream.remotePublicKey!, address)) stream.destroy()
  })
  if (!(await isProven(stream, () => hearFirst(stream)))) return
  unproven.delete(socket)
  const wire = toWire(stream, 'lan')
  if (options.gate.enter(wire)) options.onWire(wire)
  else wire.close()
}

function hasRoom(unproven: Map<Socket, string>, address: string): boolean {
  const sameAddress = [...unproven.values()].filter((other) => other === address)
  return unproven.size < MAX_UNPROVEN && sameAddress.length < MAX_UNPROVEN_PER_ADDRESS
}

/** Calls this address and expects exactly this device. Null if that fails. */
export async function dialOnLan(
  to: { host: string; port: number; device: Uint8Array },
  keyPair: SigningKeys,
  frames: FrameGuard,
  signal?: AbortSignal,
): Promise<Wire | null> {
  const socket = connect({ host: to.host, port: to.port })
  const stream = frames.open(true, prepare(socket), {
    keyPair,
    remotePublicKey: to.device,
    pattern: 'IK',
  })
  const abort = (): void => stream.destroy()
  signal?.addEventListener('abort', abort)
  const isOpen = await isProven(stream, async () => {
    if (!equalBytes(stream.remotePublicKey!, to.device)) stream.destroy()
    stream.sendKeepAlive() // the first record, for which hearFirst waits
  })
  signal?.removeEventListener('abort', abort)
  return isOpen ? toWire(stream, 'lan') : null
}

function prepare(socket: Socket): Socket {
  socket.setNoDelay(true)
  socket.on('error', () => undefined) // the stream above closes too, and reports it
  return socket
}

/**
 * True if the handshake and then `proof` complete in time. Afterwards the stream
 * has keep-alives and a silence time-out.
 */
async function isProven(stream: NoiseSecretStream, proof: () => Promise<void>): Promise<boolean> {
  stream.on('error', () => undefined)
  const deadline = setTimeout(() => stream.destroy(), HANDSHAKE_MS)
  if (await stream.opened) await proof()
  clearTimeout(deadline)
  if (stream.destroying) return false
  watchSilence(stream, LAN_PACE)
  return true
}

/**
 * Waits for the caller's first record, which is empty. In IK the called end has no
 * proof yet that the caller is present, because the first handshake message may be
 * a replay. Only the holder of the key can send a valid record.
 */
function hearFirst(stream: NoiseSecretStream): Promise<void> {
  return new Promise((resolve) => {
    stream.once('close', resolve)
    stream.once('data', (record) => {
      stream.pause()
      if (record.byteLength > 0) stream.destroy()
      resolve()
    })
  })
}
