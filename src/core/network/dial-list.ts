// The devices that this device dials: permanently, or while a caller waits for
// them. A temporary wire is closed when it is idle, because the author of a large
// group accepts only a few of its members at a time, and all of them must get in.
import { toHex } from '../base/index.ts'
import type { Peer } from './peer.ts'
import type { DeviceKeyPair, WireSource } from './wires/index.ts'

/**
 * A wire that carried less than IDLE_BYTES in this time is idle. Keep-alives take
 * about 30 bytes a second.
 */
const LET_GO_MS = 2_000
const IDLE_BYTES = 1024

export class DialList {
  readonly #source: WireSource
  readonly #find: (device: Uint8Array) => Peer | null
  readonly #always = new Set<string>()
  /** Devices that were last dialled with fresh keys. */
  readonly #freshly = new Set<string>()
  /** The number of callers that wait for each device. */
  readonly #waitedFor = new Map<string, number>()
  readonly #timers = new Map<string, NodeJS.Timeout>()

  constructor(source: WireSource, find: (device: Uint8Array) => Peer | null) {
    this.#source = source
    this.#find = find
  }

  dial(device: Uint8Array): void {
    this.#always.add(toHex(device))
    this.#freshly.delete(toHex(device))
    this.#source.dial(device)
  }

  undial(device: Uint8Array): void {
    this.#always.delete(toHex(device))
    this.#leave(device)
  }

  /**
   * Dials until the returned function is called.
   * @param keyPair the keys to prove to a device that is not dialled already. Default: our own
   */
  dialMeanwhile(device: Uint8Array, keyPair?: DeviceKeyPair): () => void {
    const id = toHex(device)
    if (!this.#isWanted(id)) this.#dialWith(device, keyPair)
    this.#waitedFor.set(id, (this.#waitedFor.get(id) ?? 0) + 1)
    this.#source.hurry(device)
    return () => {
      const others = (this.#waitedFor.get(id) ?? 1) - 1
      if (others > 0) this.#waitedFor.set(id, others)
      else this.#waitedFor.delete(id)
      this.#leave(device)
    }
  }

  #dialWith(device: Uint8Array, keyPair?: DeviceKeyPair): void {
    if (keyPair === undefined) this.#freshly.delete(toHex(device))
    else this.#freshly.add(toHex(device))
    this.#source.dial(device, keyPair)
  }

  /** True if a wire that this device opens to `device` proves fresh keys. */
  isFresh(device: Uint8Array): boolean {
    return this.#freshly.has(toHex(device))
  }

  #isWanted(id: string): boolean {
    return this.#always.has(id) || this.#waitedFor.has(id)
  }

  #leave(device: Uint8Array): void {
    if (this.#isWanted(toHex(device))) return
    this.#source.undial(device)
    this.#letGoLater(device)
  }

  #letGoLater(device: Uint8Array): void {
    const id = toHex(device)
    const peer = this.#find(device)
    if (peer === null || !peer.wire.isInitiator || this.#timers.has(id)) return
    const before = totalBytes(peer)
    const timer = setTimeout(() => {
      this.#timers.delete(id)
      if (this.#isWanted(id) || this.#find(device) !== peer) return
      if (totalBytes(peer) - before < IDLE_BYTES) peer.close()
      else this.#letGoLater(device)
    }, LET_GO_MS)
    this.#timers.set(id, timer.unref())
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
  }
}

function totalBytes({ bytes }: Peer): number {
  return bytes.in + bytes.out
}
