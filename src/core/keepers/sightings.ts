// Which stations answered when they were tried last, for lists that must not ask anybody. Between
// replicate and reference. In memory only: a station that was not tried in this run is not known.
import { Emitter, toHex } from '../base/index.ts'
import type { Peers } from '../network/index.ts'

/** At a start many stations are tried at once, and each change lets lists be read again. */
const GATHER_MS = 500

export class Sightings {
  readonly events = new Emitter<{ changed: undefined }>()
  readonly #peers: Peers
  readonly #leastMs: number
  readonly #isOwn: (station: Uint8Array) => boolean
  readonly #answered = new Map<string, boolean>()
  #timer: NodeJS.Timeout | null = null

  /**
   * @param leastMs how long a try must last before its failure counts
   * @param isOwn true for a joined station, to which there is a wire while it answers
   */
  constructor(peers: Peers, leastMs: number, isOwn: (station: Uint8Array) => boolean) {
    this.#peers = peers
    this.#leastMs = leastMs
    this.#isOwn = isOwn
    for (const name of ['anonymous', 'stranger', 'connected'] as const)
      peers.events.on(name, ({ device }) => {
        if (isOwn(device) || this.isTried(device)) this.#record(device, true)
      })
    peers.events.on('disconnected', ({ device }) => {
      if (isOwn(device)) this.#record(device, false)
    })
  }

  /** True if it is connected, or answered the last try. */
  isHere(station: Uint8Array): boolean {
    if (this.#peers.find(station) !== null) return true
    return !this.#isOwn(station) && this.#answered.get(toHex(station)) === true
  }

  /** True if its last try had a result in this run. */
  isTried(station: Uint8Array): boolean {
    return this.#answered.has(toHex(station))
  }

  recordReached(station: Uint8Array): void {
    this.#record(station, true)
  }

  recordSilent(station: Uint8Array, triedMs: number): void {
    if (triedMs >= this.#leastMs) this.#record(station, false)
  }

  #record(station: Uint8Array, hasAnswered: boolean): void {
    const id = toHex(station)
    if (this.#answered.get(id) === hasAnswered) return
    this.#answered.set(id, hasAnswered)
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      this.events.emit('changed', undefined)
    }, GATHER_MS).unref()
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
  }
}
