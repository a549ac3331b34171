// A tag by which devices that know a key recognise its device on a LAN, and no
// others: a hash that changes every hour. A device announces its own tag. A device
// that looks for others computes their tags for three hours, because clocks differ.
import { toHex, toText } from '../../base/index.ts'
import { hash } from '../../seal/index.ts'

const HOUR_MS = 3_600_000

export function hourOf(timeMs: number): number {
  return Math.floor(timeMs / HOUR_MS)
}

export function untilNextHourMs(timeMs: number): number {
  return HOUR_MS - (timeMs % HOUR_MS)
}

/** Sent on the wire as text: do not change. */
export function tagOf(device: Uint8Array, hour: number): string {
  const hourBytes = Buffer.alloc(4)
  hourBytes.writeUInt32LE(hour)
  return toText(hash('fumikura/lan-tag/1', device, hourBytes))
}

interface Tagged {
  device: Uint8Array
  tags: string[]
}

/** The current tags of the wanted devices. */
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

  /** Returns the wanted device with this tag. Null if there is none. */
  find(tag: string, nowMs: number): Uint8Array | null {
    this.#keepUp(nowMs)
    return this.#byTag.get(tag) ?? null
  }

  /** Returns the tags that a wanted device may have now. Empty for a device that is not wanted. */
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
