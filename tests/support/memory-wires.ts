// One device's wires on the network in memory. It redials the devices that it wants, and lets
// others in through the engine's own inbound gate.
import { Emitter, equalBytes, systemClock, toHex } from '../../src/core/base/index.ts'
import type { SigningKeys } from '../../src/core/seal/index.ts'
import { InboundGate } from '../../src/core/network/wires/inbound-gate.ts'
import { deviceOf, lineOf, lineTo, type Line } from '../../src/core/network/wires/lines.ts'
import type {
  DeviceKeyPair,
  SourceState,
  Wire,
  WireEvents,
  WireSource,
} from '../../src/core/network/wires/wire.ts'
import type { MemoryNetwork } from './memory-network.ts'

/** A refused device dials again after this time; each refusal makes the wait 1.5 times longer. */
const TURNED_AWAY_MS = 500
const MAX_TURNED_AWAY_MS = 60_000

export class MemoryWires implements WireSource {
  readonly events = new Emitter<WireEvents>()
  readonly keyPair: DeviceKeyPair
  /** The device's key in hex. */
  readonly id: string
  /** The joined topics, in hex. */
  readonly topics = new Set<string>()
  readonly #network: MemoryNetwork
  readonly #gate: InboundGate
  readonly #wanted = new Map<string, { line: Line; keyPair: SigningKeys }>()
  readonly #wires = new Set<Wire>()
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #turnedAway = new Map<string, number>()
  #isClosed = false

  constructor(network: MemoryNetwork, keyPair: DeviceKeyPair, isAllowed: (device: Uint8Array) => boolean) {
    this.#network = network
    this.keyPair = keyPair
    this.id = toHex(keyPair.publicKey)
    this.#gate = new InboundGate({
      isAllowed,
      isKnown: (device) => network.maxInbound === null || this.#wanted.has(toHex(device)),
      maxInbound: network.maxInbound ?? Infinity,
      clock: systemClock,
    })
  }

  /** Each device counts as an address of its own. */
  admits(device: Uint8Array): boolean {
    return this.#gate.admits(device, toHex(device))
  }

  dial(device: Uint8Array, keyPair?: SigningKeys): void {
    if (this.#isClosed) return
    const line = lineTo(device, keyPair)
    this.#wanted.set(toHex(line), { line, keyPair: keyPair ?? this.keyPair })
    this.tryDial(line)
  }

  undial(line: Line): void {
    this.#wanted.delete(toHex(line))
    this.#turnedAway.delete(toHex(line))
  }

  hurry(line: Line): void {
    this.tryDial(line)
  }

  joinTopic(topic: Uint8Array): void {
    if (this.#isClosed) return
    this.topics.add(toHex(topic))
    this.#network.joinTopic(this, toHex(topic))
  }

  leaveTopic(topic: Uint8Array): void {
    this.topics.delete(toHex(topic))
    this.#network.leaveTopic(this, toHex(topic))
  }

  describe(): SourceState[] {
    const reached = new Set([...this.#wires].map((wire) => toHex(lineOf(wire))))
    const missing = [...this.#wanted.keys()].filter((id) => !reached.has(id)).length
    return [
      {
        via: this.#network.via,
        isOnline: !this.#isClosed,
        missing,
        wires: this.#wires.size,
        refused: this.#gate.refused,
      },
    ]
  }

  close(): Promise<void> {
    this.#isClosed = true
    this.#wanted.clear()
    for (const timer of this.#timers) clearTimeout(timer)
    const closed = [...this.#wires].map(
      (wire) => new Promise<void>((resolve) => wire.stream.once('close', resolve)),
    )
    this.#network.leave(this)
    return Promise.all(closed).then(() => undefined)
  }

  tryDial(line: Line): void {
    const wanted = this.#wanted.get(toHex(line))
    if (!this.#isClosed && wanted !== undefined) this.#network.connect(this, line, wanted.keyPair)
  }

  redialAll(): void {
    for (const { line } of this.#wanted.values()) this.tryDial(line)
  }

  /** Dials every line to a device that has come. */
  dialAgain(device: Uint8Array): void {
    for (const { line } of this.#wanted.values()) if (equalBytes(deviceOf(line), device)) this.tryDial(line)
  }

  redialSoon(line: Line): void {
    this.#later(this.#network.redialMs, () => {
      this.tryDial(line)
      this.#network.relink(this)
    })
  }

  /** The network calls it when the other device's gate was full. */
  turnedAway(line: Line): void {
    const times = this.#turnedAway.get(toHex(line)) ?? 0
    this.#turnedAway.set(toHex(line), times + 1)
    this.#later(Math.min(TURNED_AWAY_MS * 1.5 ** times, MAX_TURNED_AWAY_MS), () => this.tryDial(line))
  }

  #later(ms: number, act: () => void): void {
    if (this.#isClosed) return
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      act()
    }, ms)
    this.#timers.add(timer)
  }

  accept(wire: Wire): void {
    if (!wire.isInitiator && !this.#gate.enter(wire)) return wire.close()
    this.#turnedAway.delete(toHex(lineOf(wire)))
    this.#wires.add(wire)
    wire.stream.once('close', () => {
      this.#wires.delete(wire)
      this.#announceState()
    })
    this.events.emit('wire', wire)
    this.#announceState()
  }

  #announceState(): void {
    for (const state of this.describe()) this.events.emit('state', state)
  }
}
