// Combines two sources. The LAN is preferred, and the swarm serves devices that the
// LAN does not reach. When a device appears on the LAN, its swarm wire stays open a
// little longer for requests in progress.
import { Emitter, systemClock, toHex } from '../../base/index.ts'
import type { Clock } from '../../base/index.ts'
import type { SigningKeys } from '../../seal/index.ts'
import { deviceOf, lineOf, lineTo, type Line } from './lines.ts'
import type { Place, SourceState, Wire, WireEvents, WireSource } from './wire.ts'
import { WireRoster } from './wire-roster.ts'

export interface JoinedWiresOptions {
  preferred: WireSource
  fallback: WireSource
  clock?: Clock
}

export class JoinedWires implements WireSource {
  readonly events = new Emitter<WireEvents>()
  readonly #preferred: WireSource
  readonly #fallback: WireSource
  readonly #wanted = new Map<string, { line: Line; keyPair?: SigningKeys }>()
  readonly #near = new Map<string, Wire>()
  readonly #roster: WireRoster

  constructor({ preferred, fallback, clock = systemClock }: JoinedWiresOptions) {
    this.#preferred = preferred
    this.#fallback = fallback
    this.#roster = new WireRoster(this.events, clock, { onReached: () => undefined, onLost: () => undefined })
    preferred.events.on('wire', (wire) => this.#onNear(wire))
    fallback.events.on('wire', (wire) => this.#roster.admit(wire))
    for (const source of [preferred, fallback])
      source.events.on('state', (state) => this.events.emit('state', state))
  }

  wants(device: Uint8Array): boolean {
    return this.#wanted.has(toHex(device))
  }

  dial(device: Uint8Array, keyPair?: SigningKeys): void {
    const line = lineTo(device, keyPair)
    this.#wanted.set(toHex(line), { line, keyPair })
    this.#preferred.dial(device, keyPair)
    if (!this.#near.has(toHex(line))) this.#fallback.dial(device, keyPair)
  }

  undial(line: Line): void {
    this.#wanted.delete(toHex(line))
    this.#preferred.undial(line)
    this.#fallback.undial(line)
  }

  hurry(line: Line): void {
    this.#preferred.hurry(line)
    this.#fallback.hurry(line)
  }

  locate(device: Uint8Array, place: Partial<Place>): void {
    this.#fallback.locate?.(device, place)
  }

  joinTopic(topic: Uint8Array): void {
    this.#preferred.joinTopic(topic)
    this.#fallback.joinTopic(topic)
  }

  leaveTopic(topic: Uint8Array): void {
    this.#preferred.leaveTopic(topic)
    this.#fallback.leaveTopic(topic)
  }

  describe(): SourceState[] {
    return [...this.#fallback.describe(), ...this.#preferred.describe()]
  }

  async close(): Promise<void> {
    this.#wanted.clear()
    await Promise.all([this.#roster.closeAll(), this.#preferred.close(), this.#fallback.close()])
  }

  /**
   * While this wire is open, the fallback does not dial. So a later wire from the
   * fallback means that this wire was lost.
   */
  #onNear(wire: Wire): void {
    const id = toHex(lineOf(wire))
    this.#near.set(id, wire)
    this.#fallback.undial(lineOf(wire))
    wire.stream.once('close', () => this.#onFar(id, wire))
    this.#roster.admit(wire)
  }

  #onFar(id: string, wire: Wire): void {
    if (this.#near.get(id) !== wire) return
    this.#near.delete(id)
    const wanted = this.#wanted.get(id)
    if (wanted !== undefined) this.#fallback.dial(deviceOf(wanted.line), wanted.keyPair)
  }
}
