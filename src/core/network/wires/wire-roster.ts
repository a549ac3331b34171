// Which wires are up, and which one counts when a device has two: both ends must keep the same one.
// Two people who dial each other at once, a restart before the old wire was missed, a LAN found while the swarm connects.
import { compareBytes, toHex } from '../../base/index.ts'
import type { Clock, Emitter } from '../../base/index.ts'
import type { Wire, WireEvents } from './wire.ts'

/** Wires that opened closer together than this were made side by side; later ones because the earlier was lost. */
const RACE_MS = 1_000
/** A replaced wire stays this long, so that answers to what was asked on it still arrive. */
const LINGER_MS = 3_000

interface Entry {
  wire: Wire
  openedAtMs: number
  /** The wire that this one took over from, which may linger. */
  before: Wire | null
}

export interface RosterListeners {
  onReached(device: Uint8Array): void
  onLost(device: Uint8Array, livedMs: number): void
}

export class WireRoster {
  readonly #current = new Map<string, Entry>()
  readonly #all = new Set<Wire>()
  readonly #events: Emitter<WireEvents>
  readonly #clock: Clock
  readonly #listeners: RosterListeners
  #isClosed = false

  constructor(events: Emitter<WireEvents>, clock: Clock, listeners: RosterListeners) {
    this.#events = events
    this.#clock = clock
    this.#listeners = listeners
  }

  get size(): number {
    return this.#current.size
  }

  find(device: Uint8Array): Wire | null {
    return this.#current.get(toHex(device))?.wire ?? null
  }

  /** Announces an open wire, or closes it when the one that is there stays. */
  admit(wire: Wire): void {
    const id = toHex(wire.remoteDevice)
    const current = this.#current.get(id)
    const entry: Entry = { wire, openedAtMs: this.#clock.monotonicMs(), before: current?.wire ?? null }
    if (this.#isClosed || wire.stream.destroying || (current !== undefined && !doesReplace(entry, current))) {
      wire.close()
      return
    }
    this.#all.add(wire)
    this.#current.set(id, entry)
    wire.stream.once('close', () => this.#onClosed(id, entry))
    this.#listeners.onReached(wire.remoteDevice)
    this.#events.emit('wire', wire)
    if (current !== undefined) setTimeout(() => current.wire.close(), LINGER_MS).unref()
  }

  /** Closes every wire, and waits until they are. */
  async closeAll(): Promise<void> {
    this.#isClosed = true
    const closed = [...this.#all].map((wire) => new Promise<void>((done) => wire.stream.once('close', done)))
    for (const wire of this.#all) wire.close()
    await Promise.all(closed)
  }

  #onClosed(id: string, entry: Entry): void {
    this.#all.delete(entry.wire)
    if (this.#current.get(id) !== entry) return
    this.#current.delete(id)
    entry.before?.close() // so that its source dials again now, and not when it has lingered
    this.#listeners.onLost(entry.wire.remoteDevice, this.#clock.monotonicMs() - entry.openedAtMs)
  }
}

/**
 * Whether the newcomer takes over. A device dials only what it has no wire to, so a later wire means that the other end lost
 * the earlier one, except when both were made side by side: then LAN wins over swarm, and among equals what both ends can compare.
 */
function doesReplace(newcomer: Entry, current: Entry): boolean {
  const [a, b] = [newcomer.wire, current.wire]
  if (newcomer.openedAtMs - current.openedAtMs > RACE_MS) return true
  if (a.via !== b.via) return a.via === 'lan'
  if (a.isInitiator === b.isInitiator) return true
  return compareBytes(a.handshakeHash, b.handshakeHash) < 0
}
