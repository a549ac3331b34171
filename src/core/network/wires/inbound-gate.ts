// Decides who may connect to us. Strangers must be able to knock, but must not crowd out known
// devices. Swarm and LAN ask it twice: when a device has proven its key, and when its wire is open.
import type { Clock } from '../../base/index.ts'
import type { Wire } from './wire.ts'

/** Token bucket for strangers from one address: this many at once, then one more per interval. */
const BURST_PER_ADDRESS = 20
const REFILL_MS = 1_000
const MAX_ADDRESSES = 1_024
/**
 * A stranger may keep a slot for this time. If all slots are taken later, the
 * oldest stranger is disconnected for the next one.
 */
const LENT_MS = 30_000

export interface InboundGateOptions {
  isAllowed: (device: Uint8Array) => boolean
  /** Devices that we dial, and at a station those of its customers, are always accepted. */
  isKnown: (device: Uint8Array) => boolean
  /** Limit of simultaneous wires from strangers. */
  maxInbound: number
  /** How many strangers of one address may enter at once. Default 20. */
  burstPerAddress?: number
  clock: Clock
}

interface Bucket {
  tokens: number
  filledAtMs: number
}

export class InboundGate {
  readonly #options: InboundGateOptions
  readonly #buckets = new Map<string, Bucket>()
  /** The time at which each stranger entered. The oldest is first. */
  readonly #strangers = new Map<Wire, number>()
  #refused = 0

  constructor(options: InboundGateOptions) {
    this.#options = options
  }

  get refused(): number {
    return this.#refused
  }

  /** True if a device at this address may open a wire. */
  admits(device: Uint8Array, address: string): boolean {
    const isAdmitted =
      this.#options.isAllowed(device) && (this.#options.isKnown(device) || this.#hasRoom(address))
    if (!isAdmitted) this.#refused++
    return isAdmitted
  }

  /** Takes a slot for an inbound wire until it closes. False if no slot is available. */
  enter(wire: Wire): boolean {
    if (this.#options.isKnown(wire.remoteDevice)) return true
    if (!this.#hasSlot()) {
      this.#refused++
      return false
    }
    if (this.#isFull()) this.#endLongest()
    this.#strangers.set(wire, this.#now())
    wire.stream.once('close', () => this.#strangers.delete(wire))
    return true
  }

  #hasRoom(address: string): boolean {
    return this.#hasSlot() && this.#takeToken(address)
  }

  #isFull(): boolean {
    return this.#strangers.size >= this.#options.maxInbound
  }

  /** True if a slot is free, or the oldest stranger may be disconnected. */
  #hasSlot(): boolean {
    if (!this.#isFull()) return true
    const longest = this.#strangers.values().next()
    return longest.done !== true && this.#now() - longest.value >= LENT_MS
  }

  #endLongest(): void {
    const longest = this.#strangers.keys().next()
    if (longest.done === true) return
    this.#strangers.delete(longest.value)
    longest.value.close()
  }

  #now(): number {
    return this.#options.clock.monotonicMs()
  }

  #takeToken(address: string): boolean {
    const now = this.#now()
    const { burstPerAddress: burst = BURST_PER_ADDRESS } = this.#options
    const bucket = this.#buckets.get(address) ?? { tokens: burst, filledAtMs: now }
    bucket.tokens = Math.min(burst, bucket.tokens + (now - bucket.filledAtMs) / REFILL_MS)
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
