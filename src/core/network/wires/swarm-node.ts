// Our node in the DHT: which network it belongs to, whether that answers, and an end to it that does not hang.
// Hyperswarm listens under the device key here; swarm-wires does the dialling.
import HyperDHT from 'hyperdht'
import type { ConnectOptions, DhtAddress, DhtOptions, DhtServer } from 'hyperdht'
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import Hyperswarm from 'hyperswarm'
import type { Log } from '../../base/index.ts'
import { settlesWithin } from './deadline.ts'
import type { FrameGuard } from './frame-guard.ts'
import { SWARM_PACE } from './wire.ts'
import type { DeviceKeyPair } from './wire.ts'

/** Without a node that answers the bootstrap nodes are asked again, at intervals that double up to the last. */
const FIRST_PROBE_MS = 2_000
const MAX_PROBE_MS = 60_000
const GRACE_MS = 700
/** How Hyperswarm says that its firewall kept somebody out. */
const FIREWALLED = 'Peer is firewalled'

/** Every stream that comes or goes by it is made by the guard, also those that the swarm dials. */
class GuardedDht extends HyperDHT {
  readonly #frames: FrameGuard

  constructor(options: DhtOptions, frames: FrameGuard) {
    super(options)
    this.#frames = frames
  }

  override connect(device: Uint8Array, options: ConnectOptions): NoiseSecretStream {
    return super.connect(device, { ...options, createSecretStream: this.#frames.open.bind(this.#frames) })
  }

  override createServer(options: object = {}, onconnection?: (stream: NoiseSecretStream) => void): DhtServer {
    const createSecretStream = this.#frames.open.bind(this.#frames)
    return super.createServer({ ...options, createSecretStream }, onconnection)
  }
}

export interface SwarmNodeOptions {
  keyPair: DeviceKeyPair
  frames: FrameGuard
  bootstrap?: DhtAddress[]
  log: Log
  onOnline: () => void
  onOffline: () => void
  /** Whether the swarm may dial a device that it found by a topic. */
  mayDial: (device: Uint8Array) => boolean
}

export class SwarmNode {
  readonly swarm: Hyperswarm
  readonly #options: SwarmNodeOptions
  #isOnline = false
  #probeMs = FIRST_PROBE_MS
  #probe: NodeJS.Timeout | null = null
  #isClosed = false

  constructor(options: SwarmNodeOptions) {
    this.#options = options
    const place = { ...placeOf(options.bootstrap), connectionKeepAlive: SWARM_PACE.keepAliveMs }
    const dht = new GuardedDht(place, options.frames)
    // Asked with a payload only for those who come in, and they are asked for at the server.
    const firewall = (device: Uint8Array, payload: unknown): boolean =>
      payload === null && !options.mayDial(device)
    this.swarm = new Hyperswarm({ keyPair: options.keyPair, dht, firewall })
    // Not now is not never: whoever need not be dialled at this moment may come in, and is dialled when they are found again.
    this.swarm.on('ban', (peer, { message }) => message === FIREWALLED && peer.ban(false))
    dht.on('add-node', () => this.#update()).on('remove-node', () => this.#update())
    dht.on('network-change', () => this.#isOnline && options.onOnline())
    this.#probeLater()
  }

  /** Whether any node of the DHT answers. */
  get isOnline(): boolean {
    return this.#isOnline
  }

  /** Makes us reachable by our key; without a network that happens when there is one. */
  listen(): void {
    this.swarm.listen().catch((error: unknown) => {
      if (!this.#isClosed) this.#options.log.error('swarm-not-listening', { reason: String(error) })
    })
  }

  /** Leaves properly if the network answers, abruptly if not. */
  async close(): Promise<void> {
    this.#isClosed = true
    if (this.#probe !== null) clearTimeout(this.#probe)
    if (await settlesWithin(GRACE_MS, this.swarm.destroy())) return
    await settlesWithin(GRACE_MS, this.swarm.dht.destroy({ force: true }))
  }

  #update(): void {
    const isOnline = this.swarm.dht.nodes.length > 0
    if (this.#isClosed || isOnline === this.#isOnline) return
    this.#isOnline = isOnline
    this.#options.log.info(isOnline ? 'swarm-online' : 'swarm-offline')
    this.#probeMs = FIRST_PROBE_MS
    if (!isOnline) {
      this.#probeLater()
      this.#options.onOffline()
      return
    }
    this.swarm.server.refresh() // what was announced before may have reached nobody
    this.#options.onOnline()
  }

  #probeLater(): void {
    if (this.#probe !== null) clearTimeout(this.#probe)
    this.#probe = setTimeout(() => {
      if (this.#isOnline || this.#isClosed) return
      this.swarm.dht.refresh()
      this.#probeMs = Math.min(this.#probeMs * 2, MAX_PROBE_MS)
      this.#probeLater()
    }, this.#probeMs)
    this.#probe.unref()
  }
}

/** A private network on this machine alone stays on loopback: nothing is bound where others could reach it. */
function placeOf(bootstrap: DhtAddress[] | undefined): {
  bootstrap?: DhtAddress[]
  host?: string
  port?: [number, number]
} {
  if (bootstrap === undefined) return {}
  const isLocal = bootstrap.every(({ host }) => host.startsWith('127.') || host === 'localhost')
  return isLocal ? { bootstrap, host: '127.0.0.1', port: [0, 0] } : { bootstrap }
}
