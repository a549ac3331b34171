// Wires between two processes over a local socket. One side listens, the other dials, both prove
// their device keys. It is for tests that kill one process, so that the other sees a closed
// connection.
import { createServer, connect, type Server, type Socket } from 'node:net'
import NoiseSecretStream from '@hyperswarm/secret-stream'
import { Emitter, toHex } from '../../src/core/base/index.ts'
import {
  toWire,
  type DeviceKeyPair,
  type SourceState,
  type WireEvents,
  type WireSource,
} from '../../src/core/network/wires/wire.ts'

const REDIAL_MS = 5

export class SocketWires implements WireSource {
  readonly events = new Emitter<WireEvents>()
  readonly #keyPair: DeviceKeyPair
  readonly #path: string
  readonly #server: Server | null
  readonly #dialled = new Map<string, NodeJS.Timeout | null>()
  readonly #sockets = new Set<Socket>()
  #isClosed = false

  /**
   * `side`: whether this process listens at `path`. A listener's `dial` does nothing, because it
   * waits.
   */
  constructor(keyPair: DeviceKeyPair, path: string, side: 'listens' | 'dials') {
    this.#keyPair = keyPair
    this.#path = path
    this.#server =
      side === 'listens' ? createServer((socket) => void this.#open(socket, null)).listen(path) : null
  }

  dial(device: Uint8Array): void {
    if (this.#server !== null || this.#dialled.has(toHex(device))) return
    this.#dialled.set(toHex(device), null)
    this.#connect(device)
  }

  undial(device: Uint8Array): void {
    clearTimeout(this.#dialled.get(toHex(device)) ?? undefined)
    this.#dialled.delete(toHex(device))
  }

  hurry(): void {
    // A closed socket is redialled within milliseconds in any case.
  }

  joinTopic(): void {
    // One socket connects exactly two devices, so topics find no others.
  }

  leaveTopic(): void {
    // `joinTopic` joined nothing.
  }

  describe(): SourceState[] {
    return [{ via: 'memory', isOnline: !this.#isClosed, missing: 0, wires: this.#sockets.size, refused: 0 }]
  }

  async close(): Promise<void> {
    this.#isClosed = true
    for (const timer of this.#dialled.values()) clearTimeout(timer ?? undefined)
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => (this.#server === null ? resolve(null) : this.#server.close(resolve)))
  }

  #connect(device: Uint8Array): void {
    const socket = connect(this.#path)
    socket.once('close', () => {
      if (this.#isClosed || !this.#dialled.has(toHex(device))) return
      this.#dialled.set(
        toHex(device),
        setTimeout(() => this.#connect(device), REDIAL_MS),
      )
    })
    void this.#open(socket, device)
  }

  async #open(socket: Socket, remotePublicKey: Uint8Array | null): Promise<void> {
    this.#sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => this.#sockets.delete(socket))
    const proof = remotePublicKey === null ? {} : { remotePublicKey }
    const stream = new NoiseSecretStream(remotePublicKey !== null, socket, {
      keyPair: this.#keyPair,
      pattern: 'IK',
      ...proof,
    })
    stream.on('error', () => undefined)
    if (await stream.opened.catch(() => false)) this.events.emit('wire', toWire(stream, 'memory'))
  }
}
