// The topics of a swarm: who else follows the same, found by the DHT, and how many of them are dialled.
// Below "replicate": what a follower has, another follower can have from them.
import type Hyperswarm from 'hyperswarm'
import { toHex } from '../../base/index.ts'
import type { Wire } from './wire.ts'

/** Dialled by us; others dial too, within what the gate lets in. */
const WIRES_PER_TOPIC = 8

export class TopicWires {
  readonly #swarm: Hyperswarm
  readonly #joined = new Map<string, Uint8Array>()
  readonly #dialled = new Set<Wire>()

  constructor(swarm: Hyperswarm) {
    this.#swarm = swarm
  }

  /** Whether one more may be dialled. */
  get hasRoom(): boolean {
    return this.#dialled.size < WIRES_PER_TOPIC * this.#joined.size
  }

  /** A second time is nothing. */
  join(topic: Uint8Array): void {
    const id = toHex(topic)
    if (this.#joined.has(id)) return
    this.#joined.set(id, topic)
    this.#swarm.join(topic, { server: true, client: true, limit: WIRES_PER_TOPIC })
  }

  leave(topic: Uint8Array): void {
    if (!this.#joined.delete(toHex(topic))) return
    // Without a network there is nobody to tell.
    this.#swarm.leave(topic).catch(() => undefined)
  }

  /** A wire that the swarm has dialled. */
  count(wire: Wire): void {
    this.#dialled.add(wire)
    wire.stream.once('close', () => this.#dialled.delete(wire))
  }
}
