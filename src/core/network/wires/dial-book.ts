// The schedule of dialling: when to dial which device that should have a wire. It
// has no timers and no sockets. A device that disconnected is dialled within a
// second. A device that is away for days costs almost nothing.
import { toHex } from '../../base/index.ts'
import type { Clock } from '../../base/index.ts'

const FIRST_RETRY_MS = 500
/** With this growth a device that was away for T is dialled again within about T / 2. */
const RETRY_GROWTH = 1.5
const MAX_RETRY_MS = 5 * 60_000
/**
 * A wire with a shorter life counts as a failed attempt, because the other end may refuse this
 * device.
 */
const SOUND_WIRE_MS = 10_000
/**
 * After more failures than these a device counts as away. All devices that are away
 * share one attempt per gap.
 */
const MAX_ATTEMPTS_IF_SEEN = 8
const MAX_ATTEMPTS_IF_NEVER_SEEN = 3
const AWAY_GAP_MS = 1_000
/**
 * When the network returns, the attempts are spread over this time for each device,
 * up to the limit.
 */
const WAKE_SPREAD_MS = 100
const MAX_WAKE_SPREAD_MS = 30_000

interface Entry {
  device: Uint8Array
  status: 'waiting' | 'dialling' | 'reached'
  attempts: number
  dueAtMs: number
  isHurried: boolean
  /** True if the device was reached since it was added. */
  wasSeen: boolean
}

export class DialBook {
  readonly #entries = new Map<string, Entry>()
  readonly #clock: Clock
  readonly #random: () => number
  #awayFreeAtMs = 0

  constructor(clock: Clock, random: () => number = Math.random) {
    this.#clock = clock
    this.#random = random
  }

  add(device: Uint8Array): void {
    const id = toHex(device)
    if (this.#entries.has(id)) return
    this.#entries.set(id, {
      device,
      status: 'waiting',
      attempts: 0,
      dueAtMs: this.#now(),
      isHurried: false,
      wasSeen: false,
    })
  }

  remove(device: Uint8Array): void {
    this.#entries.delete(toHex(device))
  }

  has(device: Uint8Array): boolean {
    return this.#entries.has(toHex(device))
  }

  /** Number of wanted devices without a wire. */
  get missing(): number {
    let count = 0
    for (const entry of this.#entries.values()) if (entry.status !== 'reached') count++
    return count
  }

  /**
   * Returns the most urgent device that is due. Null if there is none. It is not due
   * again until `failed` or `lost`.
   */
  startNext(canDial: (device: Uint8Array) => boolean, isOnlyHurried = false): Uint8Array | null {
    const now = this.#now()
    let first: Entry | null = null
    for (const entry of this.#entries.values()) {
      if (entry.status !== 'waiting' || this.#dueAtMs(entry) > now) continue
      if (isOnlyHurried && !entry.isHurried) continue
      if ((first === null || isBefore(entry, first)) && canDial(entry.device)) first = entry
    }
    if (first === null) return null
    if (isAway(first)) this.#awayFreeAtMs = now + AWAY_GAP_MS
    first.status = 'dialling'
    first.isHurried = false
    return first.device
  }

  /** Milliseconds until the next device is due. Null if no device waits. */
  nextDueInMs(canDial: (device: Uint8Array) => boolean): number | null {
    let dueAtMs = Infinity
    for (const entry of this.#entries.values()) {
      if (entry.status === 'waiting' && canDial(entry.device))
        dueAtMs = Math.min(dueAtMs, this.#dueAtMs(entry))
    }
    return dueAtMs === Infinity ? null : Math.max(0, dueAtMs - this.#now())
  }

  failed(device: Uint8Array): void {
    const entry = this.#entries.get(toHex(device))
    if (entry?.status === 'dialling') this.#retryLater(entry)
  }

  reached(device: Uint8Array): void {
    const entry = this.#entries.get(toHex(device))
    if (entry === undefined) return
    entry.status = 'reached'
    entry.wasSeen = true
  }

  /** Call this when a wire closed that had lived for `livedMs`. */
  lost(device: Uint8Array, livedMs: number): void {
    const entry = this.#entries.get(toHex(device))
    if (entry?.status !== 'reached') return
    if (livedMs >= SOUND_WIRE_MS) entry.attempts = 0
    this.#retryLater(entry)
  }

  /** Makes the device due now, before all others. Also applies if a current attempt fails. */
  hurry(device: Uint8Array): void {
    const entry = this.#entries.get(toHex(device))
    if (entry === undefined || entry.status === 'reached') return
    entry.attempts = 0
    entry.dueAtMs = this.#now()
    entry.isHurried = true
  }

  /**
   * Call this when the network changed. Gives each device that counts as away one
   * more early attempt.
   */
  wake(): void {
    const waiting = [...this.#entries.values()].filter((entry) => entry.status === 'waiting')
    const spreadMs = Math.min(waiting.length * WAKE_SPREAD_MS, MAX_WAKE_SPREAD_MS)
    for (const entry of waiting) {
      entry.attempts = Math.min(entry.attempts, maxAttempts(entry))
      entry.dueAtMs = Math.min(entry.dueAtMs, this.#now() + this.#random() * spreadMs)
    }
  }

  #retryLater(entry: Entry): void {
    entry.status = 'waiting'
    if (entry.isHurried) return
    const delayMs = Math.min(FIRST_RETRY_MS * RETRY_GROWTH ** entry.attempts, MAX_RETRY_MS)
    entry.attempts++
    entry.dueAtMs = this.#now() + delayMs * (0.75 + 0.5 * this.#random())
  }

  #dueAtMs(entry: Entry): number {
    return isAway(entry) ? Math.max(entry.dueAtMs, this.#awayFreeAtMs) : entry.dueAtMs
  }

  #now(): number {
    return this.#clock.monotonicMs()
  }
}

function isAway(entry: Entry): boolean {
  return entry.attempts > maxAttempts(entry) && !entry.isHurried
}

function maxAttempts({ wasSeen }: Entry): number {
  return wasSeen ? MAX_ATTEMPTS_IF_SEEN : MAX_ATTEMPTS_IF_NEVER_SEEN
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.isHurried === b.isHurried ? a.dueAtMs < b.dueAtMs : a.isHurried
}
