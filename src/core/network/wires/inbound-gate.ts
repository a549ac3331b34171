// Decides who may connect to us. Strangers must be able to knock, but must not crowd out known
// devices. Swarm and LAN ask it twice: when a device has proven its key, and when its wire is open.
// At a station a stranger that shows a key of something kept there becomes a reader. Readers have
// slots of their own, and give the token of their address back. So an office behind one address is
// not taken for a flood.
import { toHex, type Clock } from '../../base/index.ts'
import { ReaderSlots, type ReaderLimits } from './reader-slots.ts'
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
/** Strangers that were admitted and whose wire is not open yet. */
const MAX_EXPECTED = 4_096

export interface InboundGateOptions {
  isAllowed: (device: Uint8Array) => boolean
  /** Devices that we dial, and at a station those of its customers, are always accepted. */
  isKnown: (device: Uint8Array) => boolean
  /** Limit of simultaneous wires from strangers. */
  maxInbound: number
  /** How many strangers of one address may enter at once. Default 20. */
  burstPerAddress?: number
  /** How long a stranger keeps a slot if all are taken. Default 30 s. */
  lentMs?: number
  /** The slots of readers. Default: none, so that every stranger stays one. */
  readers?: ReaderLimits
  clock: Clock
}

interface Bucket {
  tokens: number
  filledAtMs: number
}

interface Stranger {
  enteredAtMs: number
  /** Null if too many others were admitted before the wire was open. */
  address: string | null
}

const NO_READERS: ReaderLimits = { atMost: 0, atMostPerAddress: 0 }

/** The gate of each wire of a stranger, so that a peer need not know the source of its wire. */
const gates = new WeakMap<Wire, InboundGate>()

/** Call this when a stranger has shown a key of something that is kept here. */
export function markReader(wire: Wire): void {
  gates.get(wire)?.promoteToReader(wire)
}

/** Call this when a stranger has become a known device. */
export function markKnown(wire: Wire): void {
  gates.get(wire)?.forget(wire)
}

export class InboundGate {
  readonly #options: InboundGateOptions
  readonly #buckets = new Map<string, Bucket>()
  /** The address of each admitted stranger, by its key in hex. */
  readonly #expected = new Map<string, string>()
  readonly #readers: ReaderSlots
  /** The oldest is first. */
  readonly #strangers = new Map<Wire, Stranger>()
  #refused = 0

  constructor(options: InboundGateOptions) {
    this.#options = options
    this.#readers = new ReaderSlots(options.readers ?? NO_READERS)
  }

  get refused(): number {
    return this.#refused
  }

  /** True if a device at this address may open a wire. */
  admits(device: Uint8Array, address: string): boolean {
    const isAdmitted =
      this.#options.isAllowed(device) && (this.#options.isKnown(device) || this.#hasRoom(device, address))
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
    const id = toHex(wire.remoteDevice)
    this.#strangers.set(wire, { enteredAtMs: this.#now(), address: this.#expected.get(id) ?? null })
    this.#expected.delete(id)
    gates.set(wire, this)
    wire.stream.once('close', () => this.forget(wire))
    return true
  }

  /** Gives the wire the slot of a reader. Without a free one it stays a stranger's. */
  promoteToReader(wire: Wire): void {
    const address = this.#strangers.get(wire)?.address ?? null
    if (address === null || !this.#readers.reserve(wire, address)) return
    this.#strangers.delete(wire)
    const bucket = this.#buckets.get(address)
    if (bucket !== undefined) bucket.tokens++
  }

  /** Frees the slot of a wire that closed, or whose device is no stranger any longer. */
  forget(wire: Wire): void {
    this.#strangers.delete(wire)
    this.#readers.free(wire)
  }

  #hasRoom(device: Uint8Array, address: string): boolean {
    if (!this.#hasSlot() || !this.#spendToken(address)) return false
    this.#expected.set(toHex(device), address)
    const oldest = this.#expected.keys().next()
    if (this.#expected.size > MAX_EXPECTED && oldest.done !== true) this.#expected.delete(oldest.value)
    return true
  }

  #isFull(): boolean {
    return this.#strangers.size >= this.#options.maxInbound
  }

  /** True if a slot is free, or the oldest stranger may be disconnected. */
  #hasSlot(): boolean {
    if (!this.#isFull()) return true
    const longest = this.#strangers.values().next()
    const { lentMs = LENT_MS } = this.#options
    return longest.done !== true && this.#now() - longest.value.enteredAtMs >= lentMs
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

  #spendToken(address: string): boolean {
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
