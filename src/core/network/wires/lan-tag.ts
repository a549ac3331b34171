// How a device is recognised on a LAN by those who know its key, and by nobody else: a hash that changes every hour.
// The announcer makes its own tag; who looks for devices makes theirs, an hour around now for clocks that differ.
import { toHex, toText } from '../../base/index.ts'
import { hash } from '../../seal/index.ts'

const HOUR_MS = 3_600_000

export function hourOf(timeMs: number): number {
  return Math.floor(timeMs / HOUR_MS)
}

export function untilNextHourMs(timeMs: number): number {
  return HOUR_MS - (timeMs % HOUR_MS)
}

/** On the wire as text: do not change. */
export function tagOf(device: Uint8Array, hour: number): string {
  const hourBytes = Buffer.alloc(4)
  hourBytes.writeUInt32LE(hour)
  return toText(hash('fumikura/lan-tag/1', device, hourBytes))
}

interface Tagged {
  device: Uint8Array
  tags: string[]
}

/** The tags of the devices we want, this hour. */
export class LanTags {
  readonly #byDevice = new Map<string, Tagged>()
  readonly #byTag = new Map<string, Uint8Array>()
  #hour = 0

  add(device: Uint8Array, nowMs: number): void {
    this.#keepUp(nowMs)
    this.#index({ device, tags: [] })
  }

  remove(device: Uint8Array): void {
    for (const tag of this.#byDevice.get(toHex(device))?.tags ?? []) this.#byTag.delete(tag)
    this.#byDevice.delete(toHex(device))
  }

  /** The wanted device that has this tag, or null. */
  find(tag: string, nowMs: number): Uint8Array | null {
    this.#keepUp(nowMs)
    return this.#byTag.get(tag) ?? null
  }

  /** The tags a wanted device may have now; none for one that is not wanted. */
  tagsOf(device: Uint8Array, nowMs: number): readonly string[] {
    this.#keepUp(nowMs)
    return this.#byDevice.get(toHex(device))?.tags ?? []
  }

  #keepUp(nowMs: number): void {
    if (hourOf(nowMs) === this.#hour) return
    this.#hour = hourOf(nowMs)
    this.#byTag.clear()
    for (const tagged of this.#byDevice.values()) this.#index(tagged)
  }

  #index(tagged: Tagged): void {
    tagged.tags = [this.#hour - 1, this.#hour, this.#hour + 1].map((hour) => tagOf(tagged.device, hour))
    this.#byDevice.set(toHex(tagged.device), tagged)
    for (const tag of tagged.tags) this.#byTag.set(tag, tagged.device)
  }
}
