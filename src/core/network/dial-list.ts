// The devices that this device dials: permanently, or while a caller waits for
// them. A temporary wire is closed when it is idle, because the author of a large
// group accepts only a few of its members at a time, and all of them must get in.
import { toHex } from '../base/index.ts'
import type { SigningKeys } from '../seal/index.ts'
import type { Peer } from './peer.ts'
import { lineTo, type Line, type WireSource } from './wires/index.ts'

/**
 * A wire that carried less than IDLE_BYTES in this time is idle. Keep-alives take
 * about 30 bytes a second.
 */
const LET_GO_MS = 2_000
const IDLE_BYTES = 1024

export class DialList {
  readonly #source: WireSource
  readonly #find: (line: Line) => Peer | null
  readonly #always = new Set<string>()
  /** The number of callers that wait for each line. */
  readonly #waitedFor = new Map<string, number>()
  readonly #timers = new Map<string, NodeJS.Timeout>()

  constructor(source: WireSource, find: (line: Line) => Peer | null) {
    this.#source = source
    this.#find = find
  }

  dial(device: Uint8Array): void {
    this.#always.add(toHex(device))
    this.#source.dial(device)
  }

  undial(device: Uint8Array): void {
    this.#always.delete(toHex(device))
    this.#leave(device)
  }

  /**
   * Dials until the returned function is called.
   * @param keyPair the keys to prove. Default: our own
   */
  dialMeanwhile(device: Uint8Array, keyPair?: SigningKeys): () => void {
    const line = lineTo(device, keyPair)
    const id = toHex(line)
    if (!this.#isWanted(id)) this.#source.dial(device, keyPair)
    this.#waitedFor.set(id, (this.#waitedFor.get(id) ?? 0) + 1)
    this.#source.hurry(line)
    return () => {
      const others = (this.#waitedFor.get(id) ?? 1) - 1
      if (others > 0) this.#waitedFor.set(id, others)
      else this.#waitedFor.delete(id)
      this.#leave(line)
    }
  }

  #isWanted(id: string): boolean {
    return this.#always.has(id) || this.#waitedFor.has(id)
  }

  #leave(line: Line): void {
    if (this.#isWanted(toHex(line))) return
    this.#source.undial(line)
    this.#letGoLater(line)
  }

  #letGoLater(line: Line): void {
    const id = toHex(line)
    const peer = this.#find(line)
    if (peer === null || !peer.wire.isInitiator || this.#timers.has(id)) return
    const before = totalBytes(peer)
    const timer = setTimeout(() => {
      this.#timers.delete(id)
      if (this.#isWanted(id) || this.#find(line) !== peer) return
      if (totalBytes(peer) - before < IDLE_BYTES) peer.close()
      else this.#letGoLater(line)
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
