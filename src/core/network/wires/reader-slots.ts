// The slots of readers at a station: strangers that have shown a key of something kept there.
import type { Wire } from './wire.ts'

export interface ReaderLimits {
  atMost: number
  atMostPerAddress: number
}

export class ReaderSlots {
  readonly #limits: ReaderLimits
  /** The address of each reader. */
  readonly #readers = new Map<Wire, string>()
  readonly #counts = new Map<string, number>()

  constructor(limits: ReaderLimits) {
    this.#limits = limits
  }

  /** False if no slot is free. */
  reserve(wire: Wire, address: string): boolean {
    const count = this.#counts.get(address) ?? 0
    if (this.#readers.size >= this.#limits.atMost || count >= this.#limits.atMostPerAddress) return false
    this.#readers.set(wire, address)
    this.#counts.set(address, count + 1)
    return true
  }

  free(wire: Wire): void {
    const address = this.#readers.get(wire)
    if (address === undefined) return
    this.#readers.delete(wire)
    const left = this.#counts.get(address)! - 1
    if (left === 0) this.#counts.delete(address)
    else this.#counts.set(address, left)
  }
}
