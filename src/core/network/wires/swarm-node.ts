// Our node in the DHT: connects it to a network, reports whether that answers, and closes
// it without hanging. Hyperswarm listens under the device key here. swarm-wires dials.
import HyperDHT from 'hyperdht'
import type { ConnectOptions, DhtAddress, DhtOptions, DhtServer } from 'hyperdht'
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import Hyperswarm from 'hyperswarm'
import type { Log } from '../../base/index.ts'
import { settlesWithin } from './deadline.ts'
import type { FrameGuard } from './frame-guard.ts'
import { SWARM_PACE } from './wire.ts'
import type { DeviceKeyPair, SourceState } from './wire.ts'

/**
 * If no node answers, the bootstrap nodes are asked again, at intervals that double
 * up to the maximum.
 */
const FIRST_PROBE_MS = 2_000
const MAX_PROBE_MS = 60_000
const GRACE_MS = 700
/** The message of Hyperswarm's error if its firewall refused a device. */
const FIREWALLED = 'Peer is firewalled'

/**
 * The guard creates all streams of this node, inbound and outbound, including those
 * that the swarm dials.
 */
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
  /** The UDP port. Default: any. */
  port?: number
  log: Log
  onOnline: () => void
  onOffline: () => void
  /** True if the swarm may dial a device that it found by a topic. */
  mayDial: (device: Uint8Array) => boolean
}

export class SwarmNode {
  readonly swarm: Hyperswarm
  readonly #options: SwarmNodeOptions
  #isOnline = false
  /** True until the first node answered, or the first probe found none. */
  #isStarting = true
  #probeMs = FIRST_PROBE_MS
  #probe: NodeJS.Timeout | null = null
  #isClosed = false

  constructor(options: SwarmNodeOptions) {
    this.#options = options
    const bind = { ...bindOptions(options), connectionKeepAlive: SWARM_PACE.keepAliveMs }
    const dht = new GuardedDht(bind, options.frames)
    // The payload is null only before dialling. Inbound devices are checked by the
    // firewall of the server.
    const firewall = (device: Uint8Array, payload: unknown): boolean =>
      payload === null && !options.mayDial(device)
    this.swarm = new Hyperswarm({ keyPair: options.keyPair, dht, firewall })
    // Lift the ban, because a device that must not be dialled now may connect to us, and may be
    // dialled when it is found again.
    this.swarm.on('ban', (peer, { message }) => message === FIREWALLED && peer.ban(false))
    dht.on('add-node', () => this.#update()).on('remove-node', () => this.#update())
    dht.on('network-change', () => this.#isOnline && options.onOnline())
    this.#probeLater()
  }

  /** True if any node of the DHT answers. */
  get isOnline(): boolean {
    return this.#isOnline
  }

  /** True if an attempt may succeed: a node answers, or none was asked for long. */
  get mayAnswer(): boolean {
    return this.#isOnline || this.#isStarting
  }

  /** The nodes that relay handshakes to this device. Empty until it is announced. */
  get nodes(): readonly DhtAddress[] {
    return this.swarm.server.relayAddresses
  }

  /** How other devices reach this one, as the DHT sees it. */
  get reach(): NonNullable<SourceState['reach']> {
    const { firewalled, randomized, host } = this.swarm.dht
    if (host === null) return 'unknown'
    if (!firewalled) return 'direct'
    return randomized ? 'changing' : 'punched'
  }

  /**
   * Makes this device reachable by its key. Without a network this happens when the
   * network returns.
   */
  listen(): void {
    this.swarm.listen().catch((error: unknown) => {
      if (!this.#isClosed) this.#options.log.error('swarm-not-listening', { reason: String(error) })
    })
  }

  /** Unannounces if the network answers in time. Otherwise stops at once. */
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
    this.#isStarting = false
    this.#options.log.info(isOnline ? 'swarm-online' : 'swarm-offline')
    this.#probeMs = FIRST_PROBE_MS
    if (!isOnline) {
      this.#probeLater()
      this.#options.onOffline()
      return
    }
    this.swarm.server.refresh() // an earlier announcement may not have reached any node
    this.#options.onOnline()
  }

  #probeLater(): void {
    if (this.#probe !== null) clearTimeout(this.#probe)
    this.#probe = setTimeout(() => {
      this.#isStarting = false
      if (this.#isOnline || this.#isClosed) return
      this.swarm.dht.refresh()
      this.#probeMs = Math.min(this.#probeMs * 2, MAX_PROBE_MS)
      this.#probeLater()
    }, this.#probeMs)
    this.#probe.unref()
  }
}

/**
 * A private network that is only on this machine binds to loopback, so that no
 * other machine can reach it.
 */
function bindOptions({ bootstrap, port }: Pick<SwarmNodeOptions, 'bootstrap' | 'port'>): DhtOptions {
  // A router forwards this one port, so another one would not do.
  const fixed: DhtOptions = port === undefined ? {} : { port: [port, port + 1], anyPort: false }
  if (bootstrap === undefined) return fixed
  const isLocal = bootstrap.every(({ host }) => host.startsWith('127.') || host === 'localhost')
  return isLocal ? { bootstrap, host: '127.0.0.1', port: [0, 0], ...fixed } : { bootstrap, ...fixed }
}
