// The topics of a swarm. The DHT finds other followers of the same topic, and a limited number of
// them is dialled. Below "replicate": a follower can fetch public blocks from another follower.
import type Hyperswarm from 'hyperswarm'
import type { TopicSession } from 'hyperswarm'
import { toHex } from '../../base/index.ts'
import type { Wire } from './wire.ts'

/** Limit of outbound wires per topic. Inbound wires are limited by the gate. */
const WIRES_PER_TOPIC = 8
/**
 * With fewer wires the lookup is repeated early, because the first one misses
 * devices that joined at the same moment.
 */
const FEW_PER_TOPIC = 3
const FIRST_LOOK_MS = 2_000
/** Hyperswarm repeats its lookup at this interval. */
const LAST_LOOK_MS = 10 * 60_000
const AS_BOTH = { server: true, client: true }

interface Joined {
  topic: Uint8Array
  session: TopicSession
  timer: NodeJS.Timeout | null
}

export class TopicWires {
  readonly #swarm: Hyperswarm
  readonly #joined = new Map<string, Joined>()
  readonly #dialled = new Set<Wire>()

  constructor(swarm: Hyperswarm) {
    this.#swarm = swarm
  }

  /** True if one more device may be dialled. */
  get hasRoom(): boolean {
    return this.#dialled.size < WIRES_PER_TOPIC * this.#joined.size
  }

  get #hasFew(): boolean {
    return this.#dialled.size < FEW_PER_TOPIC * this.#joined.size
  }

  /** Joins a topic. Does nothing if it was joined already. */
  join(topic: Uint8Array): void {
    const id = toHex(topic)
    if (this.#joined.has(id)) return
    const joined: Joined = { topic, session: this.#swarm.join(topic, AS_BOTH), timer: null }
    this.#joined.set(id, joined)
    this.#lookLater(joined, FIRST_LOOK_MS)
  }

  #lookLater(joined: Joined, delayMs: number): void {
    if (delayMs >= LAST_LOOK_MS) return
    joined.timer = setTimeout(() => {
      // Without a network this finds no device, and is retried at the next interval.
      if (this.#hasFew) joined.session.refresh(AS_BOTH).catch(() => undefined)
      this.#lookLater(joined, 2 * delayMs)
    }, delayMs).unref()
  }

  leave(topic: Uint8Array): void {
    const joined = this.#joined.get(toHex(topic))
    if (joined === undefined) return
    this.#joined.delete(toHex(topic))
    if (joined.timer !== null) clearTimeout(joined.timer)
    // Without a network the topic cannot be unannounced.
    this.#swarm.leave(topic).catch(() => undefined)
  }

  /** Counts a wire that the swarm has dialled. */
  count(wire: Wire): void {
    this.#dialled.add(wire)
    wire.stream.once('close', () => this.#dialled.delete(wire))
  }

  close(): void {
    for (const { timer } of this.#joined.values()) if (timer !== null) clearTimeout(timer)
  }
}
