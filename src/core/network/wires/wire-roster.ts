// The open wires, and which one is current if a line has two. Both ends must choose the same one.
// Two wires occur if both ends dial at once, after a restart before the old wire
// timed out, and if the LAN is found while the swarm connects.
import { compareBytes, toHex } from '../../base/index.ts'
import type { Clock, Emitter } from '../../base/index.ts'
import { lineOf, type Line } from './lines.ts'
import type { Wire, WireEvents } from './wire.ts'

/**
 * Wires that opened within this time and these round trips were made in parallel: each end dialled
 * before it could know of the other's wire. A later wire means that the earlier one was lost.
 */
const RACE_MS = 1_000
const RACE_TRIPS = 4
/** A distant or crowded line must not make every later wire seem parallel. */
const MAX_RACE_MS = 10_000
/** A replaced wire stays open for this time, so that answers to its requests still arrive. */
const LINGER_MS = 3_000

interface Entry {
  wire: Wire
  openedAtMs: number
  /** The wires that this one replaced and that may still be open, the latest first. */
  before: readonly Entry[]
  /** Ends it after it was replaced. */
  closing: NodeJS.Timeout | null
}

export interface RosterListeners {
  onReached(line: Line): void
  onLost(line: Line, livedMs: number): void
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

  find(line: Line): Wire | null {
    return this.#current.get(toHex(line))?.wire ?? null
  }

  /** Announces an open wire. Closes it if the current wire stays. */
  admit(wire: Wire): void {
    const id = toHex(lineOf(wire))
    const current = this.#current.get(id)
    const openedAtMs = this.#clock.monotonicMs()
    const before = current === undefined ? [] : [current, ...current.before].filter(isOpen)
    const entry: Entry = { wire, openedAtMs, before, closing: null }
    if (this.#isClosed || wire.stream.destroying || (current !== undefined && !doesReplace(entry, current))) {
      wire.close()
      return
    }
    this.#all.add(wire)
    this.#current.set(id, entry)
    wire.stream.once('close', () => this.#onClosed(id, entry))
    this.#listeners.onReached(lineOf(wire))
    this.#events.emit('wire', wire)
    if (current !== undefined) current.closing = setTimeout(() => current.wire.close(), LINGER_MS).unref()
  }

  /** Closes all wires and waits until they are closed. */
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
    const kept = entry.before.find((before) => worksStill(before, entry))
    if (kept !== undefined) {
      clearTimeout(kept.closing ?? undefined)
      this.#current.set(id, kept)
      return
    }
    for (const { wire } of entry.before) wire.close() // at once, so that its source dials again now
    this.#listeners.onLost(lineOf(entry.wire), this.#clock.monotonicMs() - entry.openedAtMs)
  }
}

/**
 * True if the new wire replaces the current one. A device dials only devices to which it has no
 * wire. So a later wire means that the other end lost the earlier one, except if both were made
 * in parallel. Then LAN wins over swarm; for equal kinds a hash that both ends know decides.
 */
function doesReplace(newcomer: Entry, current: Entry): boolean {
  const [a, b] = [newcomer.wire, current.wire]
  if (newcomer.openedAtMs - current.openedAtMs > raceMs(a, b)) return true
  if (a.via !== b.via) return a.via === 'lan'
  if (a.isInitiator === b.isInitiator) return true
  return compareBytes(a.handshakeHash, b.handshakeHash) < 0
}

function isOpen({ wire }: Entry): boolean {
  return !wire.stream.destroying
}

/**
 * True if the wire that this one replaced was made in parallel and is open. The other end has chosen
 * it then, and has closed this one.
 */
function worksStill(before: Entry, { wire, openedAtMs }: Entry): boolean {
  return isOpen(before) && openedAtMs - before.openedAtMs <= raceMs(before.wire, wire)
}

function raceMs(...wires: readonly Wire[]): number {
  const trips = wires.map(({ stream }) => stream.rawStream?.rtt ?? 0)
  return Math.min(MAX_RACE_MS, RACE_MS + RACE_TRIPS * Math.max(...trips))
}
