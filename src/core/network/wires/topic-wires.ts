// The topics of a swarm: who else follows the same, found by the DHT, and how many of them are dialled.
// Below "replicate": what a follower has, another follower can have from them.
import type Hyperswarm from 'hyperswarm'
import type { TopicSession } from 'hyperswarm'
import { toHex } from '../../base/index.ts'
import type { Wire } from './wire.ts'

/** Dialled by us; others dial too, within what the gate lets in. */
const WIRES_PER_TOPIC = 8
/** With fewer it is looked for others again before long: who joined at the same moment was not found by a first look. */
const FEW_PER_TOPIC = 3
const FIRST_LOOK_MS = 2_000
/** The swarm looks that often by itself. */
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

  /** Whether one more may be dialled. */
  get hasRoom(): boolean {
    return this.#dialled.size < WIRES_PER_TOPIC * this.#joined.size
  }

  get #hasFew(): boolean {
    return this.#dialled.size < FEW_PER_TOPIC * this.#joined.size
  }

  /** A second time is nothing. */
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
      // Without a network nobody is found: looked for again at the next turn.
      if (this.#hasFew) joined.session.refresh(AS_BOTH).catch(() => undefined)
      this.#lookLater(joined, 2 * delayMs)
    }, delayMs).unref()
  }

  leave(topic: Uint8Array): void {
    const joined = this.#joined.get(toHex(topic))
    if (joined === undefined) return
    this.#joined.delete(toHex(topic))
    if (joined.timer !== null) clearTimeout(joined.timer)
    // Without a network there is nobody to tell.
    this.#swarm.leave(topic).catch(() => undefined)
  }

  /** A wire that the swarm has dialled. */
  count(wire: Wire): void {
    this.#dialled.add(wire)
    wire.stream.once('close', () => this.#dialled.delete(wire))
  }

  close(): void {
    for (const { timer } of this.#joined.values()) if (timer !== null) clearTimeout(timer)
  }
}
