// Who may come in: strangers must be able to knock, and must not be able to crowd out the people we know.
// Asked by the swarm and the LAN alike, once when a device has proven its key and again when its wire is open.
import type { Clock } from '../../base/index.ts'
import type { Wire } from './wire.ts'

/** Strangers from one address: so many at once, one more per interval. */
const BURST_PER_ADDRESS = 20
const REFILL_MS = 1_000
const MAX_ADDRESSES = 1_024

export interface InboundGateOptions {
  isAllowed: (device: Uint8Array) => boolean
  /** Devices we dial ourselves are always let in. */
  isKnown: (device: Uint8Array) => boolean
  /** Wires from strangers at any one time. */
  maxInbound: number
  clock: Clock
}

interface Bucket {
  tokens: number
  filledAtMs: number
}

export class InboundGate {
  readonly #options: InboundGateOptions
  readonly #buckets = new Map<string, Bucket>()
  readonly #strangers = new Set<Wire>()
  #refused = 0

  constructor(options: InboundGateOptions) {
    this.#options = options
  }

  get refused(): number {
    return this.#refused
  }

  /** Whether a device that comes from this address may open a wire. */
  admits(device: Uint8Array, address: string): boolean {
    const isAdmitted =
      this.#options.isAllowed(device) && (this.#options.isKnown(device) || this.#hasRoom(address))
    if (!isAdmitted) this.#refused++
    return isAdmitted
  }

  /** Takes a place for an inbound wire until it closes; false when there is none left. */
  enter(wire: Wire): boolean {
    if (this.#options.isKnown(wire.remoteDevice)) return true
    if (this.#strangers.size >= this.#options.maxInbound) {
      this.#refused++
      return false
    }
    this.#strangers.add(wire)
    wire.stream.once('close', () => this.#strangers.delete(wire))
    return true
  }

  #hasRoom(address: string): boolean {
    return this.#strangers.size < this.#options.maxInbound && this.#takeToken(address)
  }

  #takeToken(address: string): boolean {
    const now = this.#options.clock.monotonicMs()
    const bucket = this.#buckets.get(address) ?? { tokens: BURST_PER_ADDRESS, filledAtMs: now }
    bucket.tokens = Math.min(BURST_PER_ADDRESS, bucket.tokens + (now - bucket.filledAtMs) / REFILL_MS)
    bucket.filledAtMs = now
    this.#remember(address, bucket)
    if (bucket.tokens < 1) return false
    bucket.tokens--
    return true
  }

  #remember(address: string, bucket: Bucket): void {
    this.#buckets.delete(address)
    this.#buckets.set(address, bucket)
    const oldest = this.#buckets.keys().next()
    if (this.#buckets.size > MAX_ADDRESSES && oldest.done !== true) this.#buckets.delete(oldest.value)
  }
}
