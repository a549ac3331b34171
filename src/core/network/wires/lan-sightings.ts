// Recent announcements on the LAN, and which of them may be a wanted device.
// Anybody can announce anything, so nothing here is trusted, because a sighting is only an
// address to call. The key that it proves decides.
import type { Clock } from '../../base/index.ts'
import type { Sighting } from './lan-records.ts'
import { LanTags } from './lan-tag.ts'

const MAX_TAGS = 256
/**
 * Limit of addresses for one tag, because a machine may have two interfaces, and an
 * attacker may repeat the tags of others.
 */
const MAX_PER_TAG = 4
const FRESH_MS = 120_000

interface Seen {
  sighting: Sighting
  seenAtMs: number
  failedAtMs: number
}

export class LanSightings {
  readonly #tags = new LanTags()
  readonly #seen = new Map<string, Seen[]>()
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  want(device: Uint8Array): void {
    this.#tags.add(device, this.#clock.now())
  }

  unwant(device: Uint8Array): void {
    this.#tags.remove(device)
  }

  /**
   * Stores an announcement. Returns the wanted device that it claims to be, if the
   * address is new and should be called at once.
   */
  add(sighting: Sighting): Uint8Array | null {
    const under = this.#fresh(sighting.tag)
    const known = under.find((seen) => isSame(seen.sighting, sighting))
    const isNews = known === undefined && under.length < MAX_PER_TAG
    if (known === undefined) under.push({ sighting, seenAtMs: this.#now(), failedAtMs: 0 })
    else known.seenAtMs = this.#now()
    this.#remember(sighting.tag, under.slice(-MAX_PER_TAG))
    return isNews ? this.#tags.find(sighting.tag, this.#clock.now()) : null
  }

  /**
   * Returns the next address to call for this device: one that never failed, else the one
   * that failed longest ago. Null if it was not seen.
   */
  find(device: Uint8Array): Sighting | null {
    let next: Seen | null = null
    for (const tag of this.#tags.tagsOf(device, this.#clock.now())) {
      for (const seen of this.#fresh(tag))
        if (next === null || seen.failedAtMs <= next.failedAtMs) next = seen
    }
    return next?.sighting ?? null
  }

  /** Call this if no device with the expected key answered there. */
  failed(sighting: Sighting): void {
    const seen = this.#seen.get(sighting.tag)?.find((other) => isSame(other.sighting, sighting))
    if (seen !== undefined) seen.failedAtMs = this.#now()
  }

  #fresh(tag: string): Seen[] {
    return (this.#seen.get(tag) ?? []).filter(({ seenAtMs }) => this.#now() - seenAtMs <= FRESH_MS)
  }

  #remember(tag: string, under: Seen[]): void {
    this.#seen.delete(tag)
    this.#seen.set(tag, under)
    const oldest = this.#seen.keys().next()
    if (this.#seen.size > MAX_TAGS && oldest.done !== true) this.#seen.delete(oldest.value)
  }

  #now(): number {
    return this.#clock.monotonicMs()
  }
}

function isSame(a: Sighting, b: Sighting): boolean {
  return a.host === b.host && a.port === b.port
}
