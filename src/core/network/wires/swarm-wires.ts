// Wires over the internet, or over a private DHT. Hyperswarm listens under our device
// key, and contacts are dialled by their keys. We dial on the swarm's DHT node
// without joinPeer, because joinPeer stops after five attempts. While it hangs on an address
// that is no longer valid, it also refuses an inbound connection of the same device.
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import type { DhtAddress } from 'hyperdht'
import { Emitter, systemClock, toHex } from '../../base/index.ts'
import type { Clock, Log } from '../../base/index.ts'
import type { SigningKeys } from '../../seal/index.ts'
import { Dialler } from './dialler.ts'
import { firstToOpen } from './first-to-open.ts'
import { ownFrames, type FrameGuard } from './frame-guard.ts'
import { Heartbeat } from './heartbeat.ts'
import { InboundGate } from './inbound-gate.ts'
import { deviceOf, freshKeyOf, WantedLines, type Line } from './lines.ts'
import type { ReaderLimits } from './reader-slots.ts'
import { SwarmNode } from './swarm-node.ts'
import { TopicWires } from './topic-wires.ts'
import { SWARM_PACE, toWire } from './wire.ts'
import type { DeviceKeyPair, Place, SourceState, WireEvents, WireSource } from './wire.ts'
import { WireRoster } from './wire-roster.ts'

export interface SwarmWiresOptions {
  keyPair: DeviceKeyPair
  /** Nodes of a private DHT. If absent, the public DHT is used. */
  bootstrap?: DhtAddress[]
  /** The UDP port, if it must not change. Default: any. */
  port?: number
  /**
   * Called for every inbound device, also for strangers. Must return false only for
   * a blocked device.
   */
  isAllowed: (device: Uint8Array) => boolean
  /** Limit of inbound wires from strangers. */
  maxInbound: number
  /** How many strangers of one address may enter at once. The default is 20. */
  burstPerAddress?: number
  /** How long a stranger keeps its wire if all are taken. The default is 30 s. */
  lentMs?: number
  /** Limits of the wires of readers; for a station. */
  readers?: ReaderLimits
  /** True for a device that is no stranger, although this device does not dial it. */
  isKnown?: (device: Uint8Array) => boolean
  log: Log
  clock?: Clock
  /** A gate shared with other sources. It replaces `isAllowed` and `maxInbound`. */
  gate?: InboundGate
  /** A guard shared with other sources. Its owner must listen for its refusals. */
  frames?: FrameGuard
}

export function createSwarmWires(options: SwarmWiresOptions): WireSource {
  return new SwarmWires(options)
}

class SwarmWires implements WireSource {
  readonly events = new Emitter<WireEvents>()
  readonly #node: SwarmNode
  readonly #gate: InboundGate
  readonly #dialler: Dialler
  readonly #roster: WireRoster
  readonly #topics: TopicWires
  readonly #heartbeat = new Heartbeat(SWARM_PACE)
  readonly #lines: WantedLines
  /** Where devices were, in hex. */
  readonly #places = new Map<string, Place>()

  constructor(options: SwarmWiresOptions) {
    const clock = options.clock ?? systemClock
    this.#lines = new WantedLines(options.keyPair)
    this.#gate =
      options.gate ??
      new InboundGate({
        ...options,
        clock,
        isKnown: (device) => this.#dialler.wants(device) || options.isKnown?.(device) === true,
      })
    this.#dialler = new Dialler({
      clock,
      log: options.log,
      canDial: (line) => this.#node.mayAnswer || this.#places.has(toHex(deviceOf(line))),
      attempt: (line, signal) => this.#attempt(line, signal),
    })
    this.#roster = new WireRoster(this.events, clock, {
      onReached: (line) => this.#onReached(line),
      onLost: (line, livedMs) => this.#onLost(line, livedMs),
    })
    this.#node = new SwarmNode({
      keyPair: options.keyPair,
      frames: options.frames ?? ownFrames((refused) => this.events.emit('refused', refused)),
      ...{ bootstrap: options.bootstrap, port: options.port },
      log: options.log,
      onOnline: () => this.#onOnline(),
      onOffline: () => this.#announceState(),
      mayDial: (device) =>
        options.isAllowed(device) && this.#topics.hasRoom && this.#roster.find(device) === null,
    })
    this.#topics = new TopicWires(this.#node.swarm)
    this.#listen()
  }

  dial(device: Uint8Array, keyPair?: SigningKeys): void {
    const line = this.#lines.add(device, keyPair)
    this.#dialler.dial(line, this.#roster.find(line) !== null)
  }

  undial(line: Line): void {
    this.#lines.remove(line)
    this.#dialler.undial(line)
  }

  hurry(line: Line): void {
    this.#dialler.hurry(line)
  }

  locate(device: Uint8Array, place: Partial<Place>): void {
    const before = this.#places.get(toHex(device)) ?? { nodes: [], address: null }
    this.#places.set(toHex(device), { ...before, ...place })
  }

  joinTopic(topic: Uint8Array): void {
    this.#topics.join(topic)
  }

  leaveTopic(topic: Uint8Array): void {
    this.#topics.leave(topic)
  }

  describe(): SourceState[] {
    const { missing } = this.#dialler
    return [
      {
        via: 'swarm',
        isOnline: this.#node.isOnline,
        reach: this.#node.reach,
        nodes: this.#node.nodes,
        missing,
        wires: this.#roster.size,
        refused: this.#gate.refused,
      },
    ]
  }

  async close(): Promise<void> {
    this.#dialler.close()
    this.#topics.close()
    await Promise.all([this.#roster.closeAll(), this.#node.close()])
  }

  #listen(): void {
    const { swarm } = this.#node
    const isSelf = swarm.server.firewall
    swarm.server.firewall = async (device, payload, from) =>
      (await isSelf(device, payload, from)) || !this.#gate.admits(device, from.host)
    swarm.on('connection', (stream) => this.#accept(stream))
    this.#node.listen()
  }

  #accept(stream: NoiseSecretStream): void {
    const wire = toWire(stream, 'swarm')
    if (wire.isInitiator) this.#topics.count(wire)
    else if (!this.#gate.enter(wire)) return wire.close()
    this.#heartbeat.keep(stream)
    this.#roster.admit(wire)
  }

  async #attempt(line: Line, signal: AbortSignal): Promise<void> {
    const keyPair = this.#lines.keysOf(line)
    if (keyPair === null) return
    const device = deviceOf(line)
    const ways = this.#waysTo(device).map((relayAddresses) => ({ keyPair, relayAddresses }))
    const { dht } = this.#node.swarm
    const stream = await firstToOpen(
      ways.map((way) => dht.connect(device, way)),
      signal,
    )
    if (stream === null) return
    this.#heartbeat.keep(stream)
    this.#roster.admit(toWire(stream, 'swarm', freshKeyOf(line)))
  }

  /**
   * The addresses to ask in each of several attempts; none for the ordinary lookup. A dead address at
   * the head of one attempt would hold up those behind it. To a device that is known to be reachable
   * from outside, the other end connects at each handshake, and Hyperswarm replaces the connection by
   * the next one. So such a device makes one attempt.
   */
  #waysTo(device: Uint8Array): DhtAddress[][] {
    const place = this.#places.get(toHex(device))
    if (place === undefined || this.#node.reach === 'direct') return [[]]
    const { nodes, address } = place
    return [address === null ? [] : [address], [...nodes]].filter((way) => way.length > 0).concat([[]])
  }

  #onReached(line: Line): void {
    this.#dialler.reached(line)
    this.#announceState()
  }

  #onLost(line: Line, livedMs: number): void {
    this.#dialler.lost(line, livedMs)
    this.#announceState()
  }

  #onOnline(): void {
    this.#dialler.wake()
    this.#announceState()
  }

  #announceState(): void {
    for (const state of this.describe()) this.events.emit('state', state)
  }
}
